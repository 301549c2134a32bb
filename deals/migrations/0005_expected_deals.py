from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What is late and what closes soon is the beginning of an index."""

    dependencies = [("deals", "0004_board_from_its_index")]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                fields=["expected_close_on", "id"],
                condition=Q(outcome="open", deleted_at__isnull=True),
                include=["owner"],
                name="deal_expected",
            ),
        ),
    ]
