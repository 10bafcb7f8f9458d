"""What kind of night a night is. Works public holidays out when asked; quoting a price only looks them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from store.house_file.model import WEEKDAYS, House, PriceClass

_DAY = timedelta(days=1)


def price_class(house: House, night: date, public: Collection[date] = frozenset()) -> PriceClass:
    """The kind of the night that begins on `night`; `public` is `holiday_nights`, worked out before.

    A holiday of the public or of the house comes before a weekend night.
    """
    if night in public or any(own.first_night <= night <= own.last_night for own in house.holidays):
        return "holiday"
    return "weekend" if WEEKDAYS[night.weekday()] in house.weekend_nights else "weekday"


def holiday_nights(years: Iterable[int]) -> frozenset[date]:
    """The nights of `years` before a day of a public holiday in China, as the State Council set the days.

    The rule: a holiday runs over its days and the free weekends that touch it, less the days made up for by
    work. A night is a holiday night when the day after it belongs to such a run: the night before the first
    free day is one, the night before work is not. Takes about a second; a year whose swaps are not published
    yet has computed days.
    """
    wanted = frozenset(years)
    return frozenset(day - _DAY for day in _free_days(wanted) if (day - _DAY).year in wanted)


def _free_days(years: frozenset[int]) -> frozenset[date]:
    """Every day of a holiday run in or touching `years`."""
    from holidays import country_holidays  # noqa: PLC0415 # lazy: a second, and only loading a house needs it

    around = {year + step for year in years for step in (-1, 0, 1)}
    official = country_holidays("CN", years=around)
    made_up = frozenset(getattr(official, "weekend_workdays", ()))
    days = frozenset(official)
    run = set(days)
    for day in days:
        for step in (-_DAY, _DAY):
            neighbour = day + step
            while neighbour in days or (neighbour.weekday() >= 5 and neighbour not in made_up):
                run.add(neighbour)
                neighbour += step
    return frozenset(run)
