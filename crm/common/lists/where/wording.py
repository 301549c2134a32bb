"""Conditions in words: “Closing date in the last 30 days”."""

from django.utils.translation import gettext as _

from crm.common.lists.where.parsing import ANY, Condition, Group

GAP = "…"


def in_words(item: Condition | Group) -> str:
    if isinstance(item, Group):
        return joiner(item.mode).join(in_words(part) for part in item.items)
    text = str(item.operator.label)
    for word in item.operator.operand.words(item.value):
        text = text.replace(GAP, word.replace(GAP, "..."), 1)
    return f"{title(item)} {text}"


def title(condition: Condition) -> str:
    """The field's label, with that of the record it belongs to."""
    field = condition.field
    return f"{field.group}: {field.label}" if field.group else str(field.label)


def joiner(mode: str) -> str:
    word = _("or") if mode == ANY else _("and")
    return f" {word} "
