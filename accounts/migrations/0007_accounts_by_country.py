from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import NullIf

from crm.common.sorting import missing_last


class Migration(migrations.Migration):
    """The list of accounts by country is read in order from an index."""

    dependencies = [("accounts", "0006_ownerless")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                missing_last(NullIf(F("country"), Value(""))),
                F("sort_key"),
                F("id"),
                name="account_by_country",
            ),
        ),
    ]
