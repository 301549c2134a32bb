from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Which accounts one sees by one's deals is read from an index alone."""

    dependencies = [("deals", "0005_expected_deals")]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["owner", "account"],
                condition=Q(deleted_at__isnull=True),
                name="deal_by_owner",
            ),
        ),
    ]
