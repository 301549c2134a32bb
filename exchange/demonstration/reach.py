"""What hangs on a set of records: what goes with them, what must be let go, what is in the way.

It follows the links of all tables, so a table that comes later is followed as well:

- what cannot be without a record (CASCADE) goes with it, and so do mails to a person, deliveries
  and reports about one;
- who did something (a link that may be empty and that nobody follows back) is forgotten;
- a record of its own that uses one (PROTECT) is in the way, unless somebody deleted it already.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from crm.common.models import Record
from messaging.models import OutboxMail

Model = type[models.Model]


@dataclass(frozen=True)
class Use:
    """A record that stays uses one that is to go, by this link."""

    model: Model
    pk: int
    link: Any


@dataclass
class Reach:
    """`rows` that go, by table; `links` to be emptied: (link, ids that it names)."""

    rows: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    links: list[tuple[Any, list[int]]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    def add(self, more: Mapping[Model, set[int]]) -> None:
        """These rows go, and all that goes with them."""
        new = {model: pks - self.rows[model] for model, pks in more.items()}
        for model, pks in new.items():
            self.rows[model] |= pks
        for model, pks in new.items():
            if not pks:
                continue
            for link in links_to(model):
                self._follow(link, sorted(pks))
            self.add({OutboxMail: _mails_about(model, pks)})

    @property
    def in_the_way(self) -> list[Use]:
        return [use for use in self.uses if use.pk not in self.rows[use.model]]

    def used_elsewhere(self, model: Model, pks: set[int]) -> set[int]:
        """Those of these rows that a row uses which does not go."""
        used: set[int] = set()
        for link in links_to(model):
            rows = link.model._base_manager.filter(**{f"{link.name}__in": pks})
            rows = rows.exclude(pk__in=self.rows[link.model])
            used |= set(rows.values_list(link.attname, flat=True))
        return used

    def _follow(self, link: Any, pks: list[int]) -> None:
        found = _rows(link, pks) - self.rows[link.model]
        if not found:
            return
        if _is_let_go(link):
            self.links.append((link, pks))
            return
        if link.remote_field.on_delete is models.PROTECT and issubclass(link.model, Record):
            alive = link.model._base_manager.filter(pk__in=found, deleted_at=None)
            used = set(alive.values_list("pk", flat=True))
            self.uses += [Use(link.model, pk, link) for pk in sorted(used)]
            found -= used
        self.add({link.model: found})


def links_to(model: Model) -> Iterator[Any]:
    """Every link of another table to this one. History has no such links."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        if relation.on_delete is not models.DO_NOTHING and relation.related_model._meta.managed:
            yield relation.field


def _rows(link: Any, pks: list[int]) -> set[int]:
    rows = link.model._base_manager.filter(**{f"{link.name}__in": pks})
    return set(rows.values_list("pk", flat=True))


def _is_let_go(link: Any) -> bool:
    on_delete = link.remote_field.on_delete
    if on_delete is models.SET_NULL:
        return True
    return on_delete is models.PROTECT and link.null and link.remote_field.hidden


def _mails_about(model: Model, pks: set[int]) -> set[int]:
    if not isinstance(model._meta.pk, models.AutoField):  # a session: no mail is about one
        return set()
    kind = ContentType.objects.get_for_model(model)
    mails = OutboxMail.objects.filter(subject_type=kind, subject_id__in=pks)
    return set(mails.values_list("pk", flat=True))
