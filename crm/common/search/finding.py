"""Finds records of all kinds by what a person typed: as it stands, then as it was probably meant.

Each step costs one query for all kinds and one for each kind that answered, whatever the number of
rows; a step is taken only while the steps before found nothing that fits to the letter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from crm.common.search import conditions
from crm.common.search.asked import Asked
from crm.common.search.lookup import LOOKED_UP, Keys, Sight, lookup
from crm.common.search.ranking import FIRM, GOOD, WHOLE, rank
from crm.common.search.registry import ACCOUNTS, RecordKind
from crm.common.search.spelling import NONE, Spellings, spellings

NUMBERED = 2
OF_ACCOUNT, OF_BOTH = 0.55, 0.85
"""What a record scores that fits by its organisation; by its own name and its organisation."""
MOST_PARTED = 4
Scores = dict[int, float]


@dataclass
class Search:
    """One person's search. `scores` holds what was found so far, by kind and primary key, `firm`
    which of these begin as typed.
    """

    asked: Asked
    sights: Sequence[Sight]
    wanted: int
    scores: dict[str, Scores] = field(default_factory=dict)
    firm: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
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
        if crowded := self._look(NONE, self.sights, steps):
            self._look(NONE, crowded, [conditions.whole(self.asked)])

    def _as_meant(self, spelt: Spellings) -> None:
        """No name as meant comes before one that begins as typed, so where enough do, none is
        looked up; nor where the house knows no other word that is near.
        """
        unsure = [one for one in self.sights if len(self.firm[one.kind.kind]) < self.wanted]
        near = conditions.spelt_near(self.asked, spelt)
        if near == conditions.inside(self.asked):
            for sight in unsure:
                self._rank(sight.kind, sight.seen, spelt)
        else:
            self._look(spelt, unsure, [near])
        if self.best < GOOD and len(self.asked.words) > 1:
            self._of_both(spelt)
            if self.best < GOOD:
                self._look(spelt, self.sights, [conditions.lacking_one(self.asked, spelt)])

    def _numbers(self) -> None:
        for sight in self.sights:
            condition = sight.kind.by_number(self.asked.text)
            if condition is not None:
                self._keep(sight.kind, dict.fromkeys(sight.found_at(condition), NUMBERED))

    def _look(self, spelt: Spellings, sights: Sequence[Sight], steps: Sequence[Q]) -> list[Sight]:
        """Answers those of whose kind more meet the first step than are looked up."""
        answers = lookup([(sight.kind, steps) for sight in sights])
        for sight in sights:
            own = [answers[sight.kind.kind, number] for number in range(len(steps))]
            self._rank(sight.kind, sight.visible(own, steps, self.wanted), spelt)
        return [sight for sight in sights if len(answers[sight.kind.kind, 0]) >= LOOKED_UP]

    def _rank(self, kind: RecordKind, keys: Keys, spelt: Spellings) -> None:
        ranks = {pk: rank(self.asked, key, spelt) for pk, key in keys.items()}
        self.best = max([self.best, *(one.fit for one in ranks.values())])
        self.firm[kind.kind].update(pk for pk, one in ranks.items() if one.fit >= FIRM)
        self._keep(kind, {pk: one.score for pk, one in ranks.items()})

    def _keep(self, kind: RecordKind, scores: Mapping[int, float]) -> None:
        kept = self.scores.setdefault(kind.kind, {})
        for pk, score in scores.items():
            kept[pk] = max(score, kept.get(pk, 0))

    def _of_accounts(self) -> None:
        """People and deals of the organisations that answered best."""
        accounts = self.scores.get(ACCOUNTS, {})
        nearest = sorted(accounts, key=lambda pk: -accounts[pk])[: self.wanted]
        for sight in self.sights:
            kind = sight.kind
            if kind.account and nearest and len(self.scores.get(kind.kind, {})) < self.wanted:
                found = sight.found_at(Q(**{f"{kind.account}__in": nearest}), kind.account)
                scores = {pk: OF_ACCOUNT * accounts.get(at, 0) for pk, at in found.items()}
                self._keep(kind, scores)

    def _of_both(self, spelt: Spellings) -> None:
        """“eva akero”: some words name the person or the deal, the others the organisation.

        Only organisations that the person sees: by another's name one learns of no place there.
        """
        parted = _parted(self.asked)
        accounts = next((one for one in self.sights if one.kind.kind == ACCOUNTS), None)
        if not accounts or len(self.asked.words) > MOST_PARTED:
            return
        steps = [conditions.spelt_near(place, spelt) for _name, place in parted]
        answers = lookup([(accounts.kind, steps)])
        for number, (name, _place) in enumerate(parted):
            found = [answers[ACCOUNTS, number]]
            seen = accounts.visible(found, [steps[number]], self.wanted)
            for sight in self.sights if seen else ():
                if sight.kind.account:
                    self._at(sight, seen, conditions.spelt_near(name, spelt))

    def _at(self, sight: Sight, accounts: Keys, named: Q) -> None:
        condition = named & Q(**{f"{sight.kind.account}__in": list(accounts)})
        found = dict.fromkeys(sight.found_at(condition), OF_BOTH)
        self._keep(sight.kind, found)
        self.best = max([self.best, *found.values()])


def _parted(asked: Asked) -> list[tuple[Asked, Asked]]:
    words = asked.words
    halves = [(words[:at], words[at:]) for at in range(1, len(words))]
    ways = [*halves, *((second, first) for first, second in halves)]
    return [(Asked(asked.text, name), Asked(asked.text, place)) for name, place in ways]
