"""Which festival a day is, as a message id. Only days a guest would name: it is no almanac."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from locales.catalog import N_

_YEARS = range(1901, 2100)  # what the lunar tables cover
_SOLAR = {
    (1, 1): N_("New Year's Day"),
    (5, 1): N_("Labour Day"),
    (10, 1): N_("National Day"),
}
_LUNAR = {
    (1, 1): N_("Lunar New Year's Day"),
    (1, 2): N_("Lunar New Year, day 2"),
    (1, 3): N_("Lunar New Year, day 3"),
    (1, 4): N_("Lunar New Year, day 4"),
    (1, 5): N_("Lunar New Year, day 5"),
    (1, 6): N_("Lunar New Year, day 6"),
    (1, 7): N_("Lunar New Year, day 7"),
    (1, 15): N_("Lantern Festival"),
    (5, 5): N_("Dragon Boat Festival"),
    (8, 15): N_("Mid-Autumn Festival"),
    (9, 9): N_("Double Ninth Festival"),
}
_TERMS = {"清明": N_("Tomb-Sweeping Day"), "冬至": N_("Winter Solstice")}
_EVE = N_("Lunar New Year's Eve")


@lru_cache(maxsize=2048)
def festival_of(on: date) -> str:
    """The message id of the day's festival, "" for an ordinary day. Lunar ones come before solar ones."""
    if on.year not in _YEARS:
        return ""
    from borax.calendars.lunardate import LunarDate  # noqa: PLC0415 # lazy: its tables are read when a day is said

    lunar = LunarDate.from_solar(on)
    if not lunar.leap and (named := _LUNAR.get((lunar.month, lunar.day))):
        return named
    if lunar.month == 12 and lunar.after(1).month == 1:  # the last day, the 29th or the 30th
        return _EVE
    return _TERMS.get(lunar.term or "") or _SOLAR.get((on.month, on.day), "")
