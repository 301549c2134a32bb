"""A monthly report as it is shown: plain texts in one language, for page, PDF and mail alike.

Nothing here is markup; addresses are relative for a page and absolute for what leaves the house.
An empty text means that there is nothing to say.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeView:
    """`trend` is good, bad or even; `direction` is up, down or empty."""

    text: str
    trend: str = "even"
    direction: str = ""

    @property
    def arrow(self) -> str:
        return {"up": "▲", "down": "▼"}.get(self.direction, "")


@dataclass(frozen=True, slots=True)
class FigureView:
    code: str
    label: str
    value: str
    records: str
    url: str
    month_before: str
    month_change: ChangeView
    year_before: str
    year_change: ChangeView


@dataclass(frozen=True, slots=True)
class ChartRow:
    month: str
    won_value: str
    won_count: str
    lost_count: str
    url: str


@dataclass(frozen=True, slots=True)
class RankedView:
    name: str
    win_rate: str
    cases: str
    won_value: str
    warning: str
    url: str


@dataclass(frozen=True, slots=True)
class RankingView:
    title: str
    best: tuple[RankedView, ...]
    worst: tuple[RankedView, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    deal: str
    account: str
    owner: str
    amount: str
    reason: str
    advice: str
    url: str


@dataclass(frozen=True, slots=True)
class UnconvertedView:
    deal: str
    account: str
    amount: str
    day: str
    url: str


@dataclass(frozen=True, slots=True)
class PersonView:
    name: str
    won_count: str
    lost_count: str
    win_rate: str
    won_value: str
    open_count: str
    url: str


@dataclass(frozen=True, slots=True)
class CommentView:
    title: str
    text: str
    author: str
    written_at: str


@dataclass(frozen=True, slots=True)
class ReportView:
    language: str
    title: str
    subject_name: str
    scope: str
    conclusion: str
    is_empty: bool
    empty_text: str
    month_name: str
    month_before_name: str
    year_before_name: str
    headlines: tuple[FigureView, ...]
    figures: tuple[FigureView, ...]
    chart_caption: str
    chart_summary: str
    chart_rows: tuple[ChartRow, ...]
    ranked_period: str
    rankings: tuple[RankingView, ...]
    people: tuple[PersonView, ...]
    decisions: tuple[DecisionView, ...]
    decisions_more: str
    decisions_url: str
    undated_text: str
    undated_url: str
    unconverted: tuple[UnconvertedView, ...]
    unconverted_more: str
    unconverted_url: str
    comments: tuple[CommentView, ...]
    frozen_text: str
    url: str
