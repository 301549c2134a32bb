"""Choosing an account by typing its name; the deals' forms use it too."""

from typing import Any

from crm.common.fields import ChooserField


def account_chooser(**options: Any) -> ChooserField:
    """The form sets `.queryset` to what the person may choose from."""
    return ChooserField(route="accounts:account_choose", **options)
