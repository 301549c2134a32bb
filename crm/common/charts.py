"""Arithmetic that charts share."""

from decimal import ROUND_CEILING, Decimal


def scale(highest: Decimal | None) -> tuple[Decimal, int]:
    """A round step and how many steps reach the highest value: 1,338,466 is 3 of 500,000."""
    if not highest or highest < 0:
        return Decimal(1), 1
    rough = highest / 4
    power = Decimal(1).scaleb(max(rough.adjusted(), 0))
    factors = ("1", "2", "5", "10") if power == 1 else ("1", "2", "2.5", "5", "10")
    step = next(power * Decimal(f) for f in factors if power * Decimal(f) >= rough)
    return step, int((highest / step).to_integral_value(ROUND_CEILING))
