from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whose deals one sees is found from an index alone."""

    dependencies = [
        ("accounts", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["owner", "id"], name="account_by_owner"),
        ),
    ]
