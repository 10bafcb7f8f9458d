"""Reckons the moment an hour means: which half of the day, and on which day. It decides nothing about what happens then."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.understanding.day_frame import Day
from bot.understanding.times import Clock

EARLIEST = 6  # before it is the night
LATEST_OUT = 9  # 我们11点走 is the morning
LAST_OF_EARLY = 7  # 三点送两条毛巾, 五点再退房: nobody means the night; 八点 may be the morning


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a message beside its hours."""

    said: str  # the cleaned text
    labels: frozenset[str]
    days: Sequence[Day]  # without those that were taken back
    now: datetime
    today: date  # the house day
    asked: str


def moment_of(heard: Heard, clock: Clock) -> datetime | None:
    """The moment at the house's clock; None where it lies on a day gone by: 昨天七点叫我你们没叫 asks for nothing any more."""
    day = _day_of(heard, clock)
    if day is not None and day < heard.today:
        return None
    moment = _coming(heard.now, _meant(heard, clock, day), day)
    here = heard.now.replace(tzinfo=None)
    if moment <= here and moment.hour < EARLIEST and moment + timedelta(days=1) > here:  # 今天夜里三点
        moment += timedelta(days=1)
    return moment


def _day_of(heard: Heard, clock: Clock) -> date | None:
    """The day right behind the hour, named before it, else the first one: 6am tomorrow, 今天退房，明天晚上八点来拿行李."""
    beside = [
        day
        for day in heard.days
        if day.start >= clock.end and _BESIDE.fullmatch(heard.said[clock.end : day.start])
    ]
    if beside and not any(_BESIDE.fullmatch(heard.said[day.end : clock.start]) for day in heard.days):
        return beside[0].day
    before = [day for day in heard.days if day.end <= clock.start and not _told_of_before(heard, day, clock)]
    behind = [day for day in heard.days if day.start >= clock.end and (day.day >= heard.today or not before)]
    if before and before[-1].day < heard.today and behind:
        before = []
    named = before[-1:] or behind[:1]
    if named and named[0].day < heard.today and named[0].start >= clock.end:  # 八点半叫个车，昨天等了一个钟头
        return None
    return named[0].day if named else None


def _told_of_before(heard: Heard, day: Day, clock: Clock) -> bool:
    """Whether a day gone by is only when something was heard or done: 昨天看群里说阿姨起得早，六点半能吃早餐吗."""
    if day.day >= heard.today:
        return False
    return "," in heard.said[day.end : clock.start] and _WENT_WRONG.search(heard.said) is None


_WENT_WRONG = re.compile(r"没|结果|忘|害|等了|白等|投诉|迟到|说好|约好|不是说")
_BESIDE = re.compile(r" (?:on )?(?:the )?")  # 6am tomorrow, 9am on the 31st


def _meant(heard: Heard, clock: Clock, day: date | None) -> list[time]:
    """The hours a clock may mean, the likelier first where the day does not tell: 六点 of a car may be either."""
    if clock.sure or not 1 <= clock.at.hour <= 11:
        return [clock.at]
    hour, morning, evening = clock.at.hour, clock.at, clock.at.replace(hour=clock.at.hour + 12)
    either = [morning, evening]
    open_ = day is None or day == heard.now.date()
    if "wake_up_call" in heard.labels:
        return [
            evening
            if day is None and hour <= 4 and "早" not in heard.said and NAPS[0] <= heard.now.hour < NAPS[1]
            else morning
        ]
    if heard.labels & GOING:
        if open_ and (day is not None or hour < LATEST_OUT):
            return either
        return [evening if hour <= 3 else morning]
    late_checkout = "late_checkout" in heard.labels and "service_transport" not in heard.labels
    if late_checkout or _LEAVES_AT.match(heard.said, clock.end):
        return [evening if hour <= LAST_OF_EARLY else morning]
    if "service_transport" in heard.labels:
        if "早" in heard.said:
            return [morning]
        return either if open_ else [evening if hour <= 3 else morning]
    if heard.labels & {"service_meal", "breakfast"}:
        early = bool(_BREAKFAST.search(heard.said)) or "breakfast" in heard.labels or hour >= 10
        return [morning if early and not _LATE_MEAL.search(heard.said) else evening]
    if hour <= LAST_OF_EARLY and "早" not in heard.said:
        return [evening]
    return either if open_ and hour < 10 else [morning]


NAPS = (9, 17)  # said between these hours, 三点叫我 is no night
GOING = frozenset({"checkout_info", "checkout_request", "deposit_payment", "invoice"})
_BREAKFAST = re.compile(
    r"早[饭餐点]|早上|breakfast|lunch ?box|packed|picnic|before (?:we|our) (?:hike|go|leave)|朝食|朝ごはん"
)
_LATE_MEAL = re.compile(r"[宵夜]夜|夜宵|烧烤|晚[饭餐]|supper|dinner|夕食|夜食")
_LEAVES_AT = re.compile(r"(?:钟|左右|多|之?后)?(?:再|才|能|可以)*(?:退房|退|离店|check ?-?out)")


def _coming(now: datetime, hours: Sequence[time], day: date | None) -> datetime:
    """The first of these hours still to come on the day, or today where none was named; else the first of them, tomorrow if need be."""
    on = day or now.date()
    moments = [datetime.combine(on, at) for at in hours]
    here = now.replace(tzinfo=None)
    ahead = [moment for moment in moments if moment > here]
    if ahead:
        return ahead[0]
    return moments[0] if day is not None else moments[0] + timedelta(days=1)


def afternoon(clock: Clock, last: int) -> time:
    """A bare hour up to `last` in the afternoon: 六点到 is 18:00; houses do not open their rooms at six."""
    if clock.sure or not 1 <= clock.at.hour <= last:
        return clock.at
    return clock.at.replace(hour=clock.at.hour + 12)
