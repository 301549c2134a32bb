from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Cards in order, and sums of all open deals, without reading the table."""

    dependencies = [
        ("deals", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="deal", name="deal_board"),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                F("stage"),
                F("stage_since").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(outcome="open", deleted_at__isnull=True),
                include=[
                    "owner",
                    "account",
                    "value",
                    "currency",
                    "probability",
                    "expected_close_on",
                ],
                name="deal_board",
            ),
        ),
    ]
