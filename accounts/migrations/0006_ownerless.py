from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Accounts that wait for an owner are counted from an index."""

    dependencies = [
        ("accounts", "0005_parents_make_no_circle"),
        ("users", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["team"],
                condition=Q(owner__isnull=True, deleted_at__isnull=True),
                name="account_ownerless",
            ),
        ),
    ]
