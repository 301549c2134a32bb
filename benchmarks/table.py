"""The figures as tables of Markdown, for docs/performance.md."""

from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.measuring import Row
from benchmarks.work import Done

HEAD = (
    "| page | who | median ms | p95 ms | × floor | requests/s | SQL | SQL alone ms | kB |",
    "|---|---|---:|---:|---:|---:|---:|---:|---:|",
)


def floor_of(rows: Sequence[Row]) -> float:
    return median(row.times.median for row in rows if row.case == "floor" and row.times)


def page_table(rows: Sequence[Row]) -> Iterator[str]:
    floor = floor_of(rows)
    yield from HEAD
    for row in rows:
        times = row.times
        if times is None:
            yield f"| {row.case} | {row.person} | answers {row.status} | | | | | | |"
            continue
        yield (
            f"| {row.case} | {row.person} | {times.median:.1f} | {times.p95:.1f} "
            f"| {times.median / floor:.1f} | {row.per_second:.0f} | {row.statements} "
            f"| {row.sql_ms:.1f} | {row.size / 1000:.0f} |"
        )


def work_table(done: Sequence[Done]) -> Iterator[str]:
    yield "| work | how much | seconds | a second |"
    yield "|---|---:|---:|---:|"
    for one in done:
        rate = one.count / one.seconds
        yield f"| {one.what} | {one.count:,} {one.unit} | {one.seconds:.2f} | {rate:,.0f} |"
