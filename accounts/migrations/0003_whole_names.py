"""A name is found among the many that begin like it without a look at these."""

from django.contrib.postgres.indexes import HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0002_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="account", index=HashIndex(fields=["search_key"], name="account_whole")
        ),
        AddIndexConcurrently(
            model_name="contact", index=HashIndex(fields=["search_key"], name="contact_whole")
        ),
    ]
