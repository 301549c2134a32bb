from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Whether one has a deal on an account is read from an index alone."""

    dependencies = [("deals", "0006_deals_by_owner")]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["account", "owner"],
                condition=Q(deleted_at__isnull=True),
                name="deal_by_account",
            ),
        ),
    ]
