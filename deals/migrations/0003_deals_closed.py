"""What was won is added up from an index alone."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deals", "0002_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["closed_on", "outcome", "id"],
                include=("owner", "value", "currency"),
                name="deal_closed",
            ),
        ),
        RemoveIndexConcurrently(model_name="deal", name="deal_by_close"),
    ]
