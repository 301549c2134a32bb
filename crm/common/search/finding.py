"""Finds records of all kinds by what a person typed: as it stands, then as it was probably meant.

Each step costs one query for all kinds and one for each kind that answered, whatever the number of
rows; a step is taken only while the steps before found nothing that fits to the letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from crm.common.search import conditions
from crm.common.search.asked import Asked
from crm.common.search.lookup import LOOKED_UP, Keys, found_at, lookup, visible
from crm.common.search.ranking import GOOD, WHOLE, rank
from crm.common.search.registry import ACCOUNTS, RecordKind
from crm.common.search.spelling import NONE, Spellings, spellings

NUMBERED = 2
OF_ACCOUNT, OF_BOTH = 0.55, 0.85
"""What a record scores that fits by its organisation; by its own name and its organisation."""
MOST_PARTED = 4
Scores = dict[int, float]


@dataclass
class Search:
    """One person's search; `scores` holds what was found so far, by kind and primary key."""

    user: Any
    asked: Asked
    kinds: Sequence[RecordKind]
    wanted: int
    scores: dict[str, Scores] = field(default_factory=dict)
    best: float = 0

    def run(self) -> dict[str, Scores]:
        self._numbers()
        if self.asked.words:
            self._as_typed()
            if self.best < WHOLE:
                self._as_meant(spellings(self.asked))
        self._of_accounts()
        return self.scores

    def _as_typed(self) -> None:
        """Where more names begin so than are looked up, the one that is no longer than what was
        typed must not be missed among them.
        """
        steps = [conditions.begun(self.asked), conditions.inside(self.asked)]
        if crowded := self._look(NONE, steps):
            self._look(NONE, [conditions.whole(self.asked)], crowded)

    def _as_meant(self, spelt: Spellings) -> None:
        self._look(spelt, [conditions.spelt_near(self.asked, spelt)])
        if self.best < GOOD and len(self.asked.words) > 1:
            self._of_both(spelt)
            if self.best < GOOD:
                self._look(spelt, [conditions.lacking_one(self.asked, spelt)])

    def _numbers(self) -> None:
        for kind in self.kinds:
            condition = kind.by_number(self.asked.text)
            if condition is not None:
                found = found_at(kind, self.user, condition)
                self._keep(kind, dict.fromkeys(found, NUMBERED))

    def _look(
        self, spelt: Spellings, steps: Sequence[Q], kinds: Sequence[RecordKind] = ()
    ) -> list[RecordKind]:
        """Answers the kinds of which more meet the first step than are looked up."""
        kinds = kinds or self.kinds
        answers = lookup([(kind, steps) for kind in kinds])
        for kind in kinds:
            own = {number: answers.get((kind.kind, number), {}) for number in range(len(steps))}
            self._rank(kind, visible(kind, self.user, own, steps, self.wanted), spelt)
        return [kind for kind in kinds if len(answers.get((kind.kind, 0), ())) >= LOOKED_UP]

    def _rank(self, kind: RecordKind, keys: Keys, spelt: Spellings) -> None:
        ranks = {pk: rank(self.asked, key, spelt) for pk, key in keys.items()}
        self.best = max([self.best, *(one.fit for one in ranks.values())])
        self._keep(kind, {pk: one.score for pk, one in ranks.items()})

    def _keep(self, kind: RecordKind, scores: Mapping[int, float]) -> None:
        kept = self.scores.setdefault(kind.kind, {})
        for pk, score in scores.items():
            kept[pk] = max(score, kept.get(pk, 0))

    def _of_accounts(self) -> None:
        """People and deals of the organisations that answered best."""
        accounts = self.scores.get(ACCOUNTS, {})
        nearest = sorted(accounts, key=lambda pk: -accounts[pk])[: self.wanted]
        for kind in self.kinds:
            if kind.account and nearest and len(self.scores.get(kind.kind, {})) < self.wanted:
                condition = Q(**{f"{kind.account}__in": nearest})
                found = found_at(kind, self.user, condition, kind.account)
                scores = {pk: OF_ACCOUNT * accounts.get(at, 0) for pk, at in found.items()}
                self._keep(kind, scores)

    def _of_both(self, spelt: Spellings) -> None:
        """“eva akero”: some words name the person or the deal, the others the organisation.

        Only organisations that the person sees: by another's name one learns of no place there.
        """
        parted = _parted(self.asked)
        accounts = next((kind for kind in self.kinds if kind.kind == ACCOUNTS), None)
        if not accounts or len(self.asked.words) > MOST_PARTED:
            return
        steps = [conditions.spelt_near(place, spelt) for _name, place in parted]
        answers = lookup([(accounts, steps)])
        for number, (name, _place) in enumerate(parted):
            found = answers.get((ACCOUNTS, number), {})
            seen = visible(accounts, self.user, {number: found}, steps, self.wanted)
            for kind in self.kinds if seen else ():
                if kind.account:
                    self._at(kind, seen, conditions.spelt_near(name, spelt))

    def _at(self, kind: RecordKind, accounts: Keys, named: Q) -> None:
        condition = named & Q(**{f"{kind.account}__in": list(accounts)})
        found = dict.fromkeys(found_at(kind, self.user, condition), OF_BOTH)
        self._keep(kind, found)
        self.best = max([self.best, *found.values()])


def _parted(asked: Asked) -> list[tuple[Asked, Asked]]:
    words = asked.words
    halves = [(words[:at], words[at:]) for at in range(1, len(words))]
    ways = [*halves, *((second, first) for first, second in halves)]
    return [(Asked(asked.text, name), Asked(asked.text, place)) for name, place in ways]
