from django.db import models


class Row(models.Model):
    """The accounts' table, of which a bare list shows some columns."""

    name = models.CharField(max_length=200)
    city = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    sort_key = models.TextField()

    objects: "models.Manager[Row]" = models.Manager()

    class Meta:
        managed = False
        db_table = "accounts_account"

    def __str__(self) -> str:
        return self.name
