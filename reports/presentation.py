"""From the values of a report to the texts that a reader sees, in the reader's language.

Page, PDF and mail are all written from the one `ReportView` made here, so they cannot say
different things.
"""

from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from crm.common import formats
from reports import wording
from reports.content import (
    ChartMonth,
    Comment,
    Decision,
    Edition,
    Figure,
    FigureCode,
    MonthlyContent,
    PersonRow,
    RankedRow,
    Ranking,
    Unconverted,
)
from reports.shown import (
    ChangeView,
    ChartRow,
    CommentView,
    DecisionView,
    FigureView,
    PersonView,
    RankedView,
    RankingView,
    ReportView,
    UnconvertedView,
)

HEADLINES = (
    FigureCode.WON_VALUE,
    FigureCode.WIN_RATE,
    FigureCode.NEW_DEALS,
    FigureCode.OPEN_VALUE,
)
_HIGHER_IS_WORSE = {FigureCode.LOST_VALUE, FigureCode.LOST_COUNT, FigureCode.DAYS_TO_CLOSE}
_NEITHER_GOOD_NOR_BAD = {FigureCode.OPEN_COUNT}


def present(
    content: MonthlyContent, *, language: str, zone: tzinfo, base_url: str = "", most: int = 10
) -> ReportView:
    """The report in `language`, with instants in `zone` and at most `most` decisions.

    `base_url` is put before each address ("https://crm.example.com"); empty for a page.
    """
    with translation.override(language):
        return _Presenter(content, language, zone, base_url, most).report()


@dataclass(frozen=True, slots=True)
class _Presenter:
    content: MonthlyContent
    language: str
    zone: tzinfo
    base_url: str
    most: int

    def report(self) -> ReportView:
        content = self.content
        figures = tuple(self.figure(figure) for figure in content.figures)
        return ReportView(
            language=self.language,
            title=_("Monthly report %(month)s") % {"month": self.month(content.month)},
            subject_name=formats.sentence(wording.subject_name(content)),
            scope=wording.edition_text(content),
            conclusion=formats.sentence(wording.conclusion(content, self.language)),
            is_empty=content.is_empty,
            empty_text=wording.empty_text(content, self.language),
            month_name=self.month(content.month),
            month_before_name=self.month(_months_earlier(content.month, 1)),
            year_before_name=self.month(_months_earlier(content.month, 12)),
            headlines=self.headlines(figures),
            figures=figures,
            chart_caption=wording.chart_caption(content),
            chart_summary=wording.chart_summary(content, self.language),
            chart_rows=tuple(self.chart_row(month) for month in content.chart),
            ranked_period=self.ranked_period(),
            rankings=self.rankings(),
            people=tuple(self.person(person) for person in content.people),
            decisions=tuple(self.decision(item) for item in content.decisions[: self.most]),
            decisions_more=self.more(content.decisions_total, len(content.decisions)),
            decisions_url=self.address(content.decisions_url),
            undated_text=self.undated(),
            undated_url=self.address(content.undated_url),
            unconverted=tuple(map(self.not_summed, content.unconverted[: self.most])),
            unconverted_more=self.more(content.unconverted_total, len(content.unconverted)),
            unconverted_url=self.address(content.unconverted_url),
            comments=self.comments(),
            frozen_text=self.frozen(),
            url=self.address(content.url),
        )

    def figure(self, figure: Figure) -> FigureView:
        def shown(value: Decimal | None) -> str:
            return wording.figure_value(figure, value, self.content.currency, self.language)

        return FigureView(
            code=figure.code.value,
            label=str(wording.LABELS[figure.code]),
            value=shown(figure.value),
            records=wording.records_text(figure, self.content.month, self.language),
            url=self.address(figure.url),
            month_before=shown(figure.month_before),
            month_change=self.change(figure, figure.month_before),
            year_before=shown(figure.year_before),
            year_change=self.change(figure, figure.year_before),
        )

    def change(self, figure: Figure, before: Decimal | None) -> ChangeView:
        text = wording.change_text(figure, before, self.language)
        if figure.value is None or before is None or figure.value == before:
            return ChangeView(text)
        direction = "up" if figure.value > before else "down"
        if figure.code in _NEITHER_GOOD_NOR_BAD:
            return ChangeView(text, "even", direction)
        is_good = (direction == "up") is not (figure.code in _HIGHER_IS_WORSE)
        return ChangeView(text, "good" if is_good else "bad", direction)

    def headlines(self, figures: tuple[FigureView, ...]) -> tuple[FigureView, ...]:
        """The four that matter most; open deals are counted when none of them has a value."""
        opened = self.content.figure(FigureCode.OPEN_VALUE)
        no_value = opened is None or opened.value is None
        wanted = [
            FigureCode.OPEN_COUNT if no_value and code is FigureCode.OPEN_VALUE else code
            for code in HEADLINES
        ]
        return tuple(view for code in wanted for view in figures if view.code == code)

    def chart_row(self, month: ChartMonth) -> ChartRow:
        return ChartRow(
            month=self.month(month.month),
            won_value=self.money(month.won_value),
            won_count=self.number(month.won_count),
            lost_count=self.number(month.lost_count),
            url=self.address(month.url),
        )

    def rankings(self) -> tuple[RankingView, ...]:
        found = (
            (_("Products"), self.content.products),
            (_("Sectors"), self.content.sectors),
        )
        return tuple(self.ranking(title, rows) for title, rows in found if rows.best)

    def ranking(self, title: str, ranking: Ranking) -> RankingView:
        best, worst = (tuple(map(self.ranked, rows)) for rows in (ranking.best, ranking.worst))
        return RankingView(title, best, worst)

    def ranked(self, row: RankedRow) -> RankedView:
        few = wording.few_cases_text(row.cases, self.language) if row.has_few_cases else ""
        cases = _("%(won)s of %(cases)s won") % {
            "won": self.number(row.won_count),
            "cases": self.number(row.cases),
        }
        return RankedView(
            name=row.name,
            win_rate=self.share(row.win_rate),
            cases=cases,
            won_value=self.money(row.won_value),
            warning=few,
            url=self.address(row.url),
        )

    def ranked_period(self) -> str:
        if self.content.ranked_from == self.content.month:
            return self.month(self.content.month)
        return _("%(first)s to %(last)s") % {
            "first": self.month(self.content.ranked_from),
            "last": self.month(self.content.month),
        }

    def person(self, person: PersonRow) -> PersonView:
        closed = person.won_count + person.lost_count
        return PersonView(
            name=person.name,
            won_count=self.number(person.won_count),
            lost_count=self.number(person.lost_count),
            win_rate=self.share(Decimal(person.won_count) / closed if closed else None),
            won_value=self.money(person.won_value),
            open_count=self.number(person.open_count),
            url=self.address(person.url),
        )

    def decision(self, decision: Decision) -> DecisionView:
        return DecisionView(
            deal=decision.deal,
            account=decision.account,
            owner="" if self.content.edition is Edition.MANAGER else decision.owner,
            amount=self.value_of(decision),
            reason=wording.decision_reason(decision, self.language),
            advice=wording.decision_advice(decision),
            url=self.address(decision.url),
        )

    def not_summed(self, deal: Unconverted) -> UnconvertedView:
        return UnconvertedView(
            deal=deal.deal,
            account=deal.account,
            amount=self.value_of(deal),
            day=formats.format_date(deal.day),
            url=self.address(deal.url),
        )

    def more(self, total: int, held: int) -> str:
        return wording.all_text(total, min(held, self.most), self.language)

    def undated(self) -> str:
        if not self.content.undated_count:
            return ""
        deals = wording.deals_text(self.content.undated_count, self.language)
        return _("%(deals)s without an engage date, counted in no month.") % {"deals": deals}

    def comments(self) -> tuple[CommentView, ...]:
        found = (
            (_("The manager’s comment"), self.content.manager_comment),
            (_("The head’s comment"), self.content.head_comment),
        )
        return tuple(self.comment(title, said) for title, said in found if said is not None)

    def comment(self, title: str, comment: Comment) -> CommentView:
        written_at = formats.format_instant(comment.written_at, self.zone)
        return CommentView(title, comment.text, comment.author, written_at)

    def frozen(self) -> str:
        if self.content.frozen_at is None:
            return _("Preview: the figures may still change.")
        return _("Figures as known on %(instant)s. Months begin and end in %(zone)s.") % {
            "instant": formats.format_instant(self.content.frozen_at, self.zone),
            "zone": self.content.time_zone,
        }

    def month(self, month: date) -> str:
        return formats.format_month(month, self.language)

    def money(self, amount: Decimal | None) -> str:
        """An amount in the currency of the report."""
        if amount is None:
            return _("no value")
        return wording.money(amount, self.content.currency, self.language)

    def value_of(self, deal: Decision | Unconverted) -> str:
        """In the currency of the deal."""
        if deal.amount is None:
            return _("no value")
        return formats.format_money(deal.amount, deal.currency, self.language)

    def share(self, share: Decimal | None) -> str:
        return formats.NOTHING if share is None else formats.format_percent(share, self.language)

    def number(self, value: int) -> str:
        return formats.format_number(value, self.language)

    def address(self, url: str) -> str:
        return self.base_url + url if url else ""


def _months_earlier(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)
