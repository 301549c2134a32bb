from django.db import migrations, models
from django.db.models import F

from crm.common.sorting import dated_last


class Migration(migrations.Migration):
    """The list of deals by a date is read in order from an index."""

    dependencies = [("deals", "0007_deals_by_account")]

    operations = [
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(dated_last(column), F("sort_key"), F("id"), name=name),
        )
        for column, name in (
            ("closed_on", "deal_list_closed"),
            ("expected_close_on", "deal_list_expected"),
            ("engaged_on", "deal_list_engaged"),
        )
    ]
