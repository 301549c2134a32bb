"""A name is found among the many that begin like it without a look at these."""

from django.contrib.postgres.indexes import HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("catalog", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="product", index=HashIndex(fields=["search_key"], name="product_whole")
        ),
    ]
