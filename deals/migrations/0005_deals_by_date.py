"""The list of deals by a date is read in order from an index, in either direction."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F

from crm.common.sorting import dated_last


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deals", "0004_whole_names")]

    operations = [
        *(
            RemoveIndexConcurrently(model_name="deal", name=f"deal_list_{name}")
            for name in ("closed", "expected", "engaged")
        ),
        *(
            AddIndexConcurrently(
                model_name="deal",
                index=models.Index(
                    dated_last(f"{day}_on", down=down), F("id"), name=f"deal_{name}"
                ),
            )
            for day in ("closed", "expected_close", "engaged")
            for down, name in ((False, f"{day}_up"), (True, f"{day}_down"))
        ),
    ]
