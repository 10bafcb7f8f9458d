"""Puts the readers together: one text, one reading. Pure; the order in which they take their part is decided here alone."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.understanding import changes, extras, founding, names, numbers, opinions, people, slots, things
from bot.understanding.asides import of_an_event
from bot.understanding.clean import Clean, as_written, clean
from bot.understanding.english_weekdays import with_weekdays
from bot.understanding.evidence import Message
from bot.understanding.floors import floor_wished
from bot.understanding.hours import put_hours
from bot.understanding.intents import find_intents, message
from bot.understanding.moments import Heard
from bot.understanding.reading import Reading
from bot.understanding.rewards import reward_named
from bot.understanding.second import ELSEWHERE
from bot.understanding.stay import Stay, read_stay
from bot.understanding.stay_slots import LEAVING, put_stay
from bot.understanding.taught import SAME, asks, nearest
from bot.understanding.times import Clock, find_times
from bot.understanding.topics import feature, topic
from bot.understanding.types import Hints, Intent, SlotValue, Understood
from bot.understanding.weighing import SMALL
from bot.understanding.wishes import bids
from bot.understanding.word_back import is_word_back

LONGEST = 600  # characters read; what follows is a story, not a wish
GUESSED = 0.65  # below it a reading rests on likeness alone
ABOUT_ROOMS = frozenset({"availability_query", "make_booking", "price_query", "special_request", "room_info"})
OF_A_STAY = frozenset(
    {"check_in", "nights", "guests", "room_type", "yes", "offer", "loss"}
)  # asked for where a floor may be named alone
# What 给我留着吧 is: where something is offered, where it is given up; to any other yes or no it tells nothing.
_TAKEN: Mapping[str, tuple[Intent, ...]] = {
    "offer": (Intent("affirm", 0.9),),
    "loss": (Intent("deny", 0.9),),
    "yes": (),
}
# What is done on any day, whatever else is on it.
EVERYDAY = frozenset({"wake_up_call", "service_transport", "service_amenity", "service_housekeeping", "service_maintenance", "luggage", "late_checkout"})  # fmt: skip


def read(text: str, now: datetime, hints: Hints, day_ends: time) -> Understood:
    """The reading of `text`; while a house is set up, what answers the open question is that and nothing else."""
    understood = _read(text, now, hints, day_ends)
    if not hints.asked.startswith(founding.ASKED):
        return understood
    if founding.SKIPS.fullmatch(text.strip()):
        return Understood(understood.language, (Intent("deny", 1.0),))
    labels = {intent.label for intent in understood.intents if intent.confidence >= 0.5}
    slots_told, rest = founding.told(hints.asked, text[:LONGEST])
    short = len(text.strip()) <= founding.SHORT
    aside = labels & (founding.ASIDE if short else founding.AT_ANY_LENGTH)
    if not slots_told or (
        aside and not founding.bare_answer(hints.asked, text) and "inn_more" not in slots_told
    ):
        return understood
    language = hints.language or understood.language  # a network's name tells nothing of it
    if not rest:
        return Understood(language, slots=slots_told)
    return replace(_read(rest, now, replace(hints, asked=""), day_ends), language=language, slots=slots_told)


def _read(text: str, now: datetime, hints: Hints, day_ends: time) -> Understood:
    """The reading of `text` at the house's local moment `now`; before `day_ends` the house day is yesterday's."""
    today = house_day(now, day_ends)
    cleaned = clean(text[:LONGEST], hints.language)
    reading = Reading(cleaned.plain)
    times, stay = _read_days(cleaned, reading, today, hints, night=now.date() != today)
    intents = find_intents(cleaned, _without(_intent_text(cleaned, reading), stay.day_spans), hints)
    if hints.asked == "arrival_time" and not times:
        times = _bare_hour(cleaned.plain)
    reading.text = _without(reading.text, (*stay.spans, *((clock.start, clock.end) for clock in times)))
    if times and not _WORDS.search(reading.text):  # 下午三点: an hour alone wishes nothing
        intents = ()
    slots.read_ordinal(reading)
    people.read_people(reading, cleaned)
    people.read_rooms(reading, cleaned, hints)
    slots.read_place(reading, cleaned)
    labels = {intent.label for intent in intents if intent.confidence >= 0.5}
    things.read_things(reading, cleaned, labels, hints.asked)
    names.read_names(reading, cleaned, hints.asked, bool(labels) or not _WORDS.search(reading.text))
    put_stay(reading, stay, labels, hints.asked, today)
    live = [day for day in stay.days if day.role not in {"old", "aside"}]
    if labels & EVERYDAY:  # 孩子15号生日，下午四点叫我
        live = [day for day in live if not of_an_event(cleaned.plain, day)]
    put_hours(reading, Heard(cleaned.plain, frozenset(labels), live, now, today, hints.asked), times)
    slots.read_answer(reading, cleaned, hints.asked)
    if reading.slots.get("slept"):  # 没事，挺好的 gives nothing up
        intents = tuple(intent for intent in intents if intent.label != "cancel_flow")
    if "redeem_points" in labels or hints.asked == "reward":
        reading.put("reward", reward_named(cleaned.plain, hints.rewards))
    if hints.asked == "rating":
        rated = opinions.answered(text, labels)
        reading.put("rating", rated.score)
        reading.put("words", rated.words)
    if labels & ABOUT_ROOMS or (hints.asked in OF_A_STAY and not labels):
        reading.put("floor", floor_wished(cleaned.plain))
    changes.read_changes(reading, cleaned.plain)
    extras.read_extras(reading, cleaned.plain, stays=bool(stay.check_in or stay.nights))
    reading.put("topic", topic(cleaned.plain))
    if "room_info" in labels and (named := feature(cleaned.plain)):
        reading.put("feature", as_written(named, cleaned))
    if "language_switch" in labels:
        reading.put("language", slots.language_wanted(cleaned.plain, cleaned.language))
    if hints.asked in _TAKEN and labels <= {"make_booking"} and slots.takes(reading, cleaned.plain):
        intents = _TAKEN[hints.asked]
    said = len(_WORDS.findall(_without(cleaned.plain, stay.spans)))
    intents = _completed(intents, reading.slots, stay, hints.asked, said)
    question = asks(cleaned.plain)
    answer, likeness = nearest(hints.answers, cleaned.plain)
    if hints.asked in reading.slots or not (question or likeness >= SAME):
        answer, likeness = 0, 0.0
    return Understood(
        cleaned.language,
        intents,
        reading.slots,
        stay.said,
        with_weekdays(stay.doubts, cleaned, stay.days),
        answer=answer,
        likeness=likeness,
        asks=question,
        bids=bids(cleaned.plain),
        gesture=bool(cleaned.gesture),
        word_back=is_word_back(cleaned.plain),
    )


def _read_days(
    cleaned: Clean, reading: Reading, today: date, hints: Hints, *, night: bool = False
) -> tuple[list[Clock], Stay]:
    """The hours and the stay of a text; numbers that are neither are taken out of `reading`."""
    if _PLAIN_WORDS.fullmatch(cleaned.plain):
        return [], Stay()
    numbers.read_numbers(reading, hints)
    times = find_times(reading.text)
    no_days = [*((clock.start, clock.end) for clock in times), *names.called_like_days(reading.text)]
    said = _without(reading.text, no_days)
    if night:  # at 00:40 the house day is still yesterday, but this morning is the one that comes
        for clock in times:
            if (
                clock.sure
                and DAYLIGHT[0] <= clock.at.hour < DAYLIGHT[1]
                and said.endswith("今天", 0, clock.start)
            ):
                said = f"{said[: clock.start - 2]}明{said[clock.start - 1 :]}"
        said = _BY_DAYLIGHT.sub("明", said.replace("this morning", "    tomorrow"))
    return times, read_stay(said, today, hints.asked, hints.near)


def message_of(text: str, now: datetime) -> Message:
    """A text as its intents are weighed: what weights are learned from."""
    cleaned = clean(text[:LONGEST], "")
    reading = Reading(cleaned.plain)
    _, stay = _read_days(cleaned, reading, now.date(), Hints())
    return message(cleaned, _without(_intent_text(cleaned, reading), stay.day_spans))


DAYLIGHT = (6, 19)  # said at night, 今天 with such an hour is the day that comes
_BY_DAYLIGHT = re.compile(r"今(?=天(?:早上|早晨|上午|中午|下午|傍晚|几点退|[^晚夜,。;!?]{0,7}退|就?走)|早)")

# Chinese without a numeral and without any of the characters that days and times are said with: half the readers are spared.
_PLAIN_WORDS = re.compile(
    r"(?:(?![零〇一二两兩三四五六七八九十廿卅百千半双雙俩仨几幾每整点點时時分钟鐘岁歲"
    r"今明后後昨前大上下这這那本当當来來去天日号號月年周週星期礼禮拜晚夜早晨午傍昏节節假旦夕初末底中元秋冬春夏端阳陽清国國庆慶圣聖诞誕除腊臘"
    r"重劳勞儿兒童妇婦教师師暑寒正闰閏立雨惊谷谷满滿芒处處白霜雪小宵龙龍抬伏尾佛祖])[\u4e00-\u9fff，。！？、,.!?\s])*"
)
_NUMBERED = re.compile(
    r"(?:(?<![a-z])[bg]|意见)\s*(110|119|120)(?!\d)", re.IGNORECASE
)  # B119 calls nobody for help
_WORDS = re.compile(r"[^\W\d_■□]")  # something is left once numbers, days and times are taken out


def house_day(now: datetime, day_ends: time) -> date:
    """The house day at a local moment: until `day_ends` it is still the day before."""
    return now.date() - timedelta(days=1) if now.time() < day_ends else now.date()


def _without(text: str, spans: tuple[tuple[int, int], ...] | list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "□" * (end - start) + text[end:]
    return text


def _intent_text(cleaned: Clean, reading: Reading) -> str:
    """What intents are read from: numbers stay, as 五星 and 120 mean something, but not as the number of a booking.

    Days are blanked by the caller.
    """
    text = cleaned.plain if len(cleaned.plain) == len(reading.text) else reading.text
    return _without(text, [match.span(1) for match in _NUMBERED.finditer(text)])


def _bare_hour(plain: str) -> list[Clock]:
    match = re.fullmatch(
        r"(?:大概|大约|差不多|about |around )?(\d{1,2})(?:点|时|左右)?(?:左右|吧|到)?", plain.strip(" 。")
    )
    hour = int(match.group(1)) if match else 99
    return [Clock(0, len(plain), time(hour % 24), hour > 12)] if hour <= 24 else []


# ---- what slots alone say -------------------------------------------------------------------------------------------


BARE = 12  # letters beside the days: so few are days alone
NO_CODE_IN = ("", "names", "ages", "wishes")  # what may be asked for while a code says something else


def _completed(
    intents: tuple[Intent, ...], found: Mapping[str, SlotValue], stay: Stay, asked: str, said: int
) -> tuple[Intent, ...]:
    """A code alone asks for a booking; days with nothing else ask whether there is a room. `said`: letters beside the days."""
    whole_stay = "check_in" in found and bool(stay.nights)
    wishes = [
        intent
        for intent in intents
        if intent.label not in SMALL
        and intent.confidence >= 0.5
        and not (whole_stay and intent.confidence < GUESSED and intent.label in LEAVING | {"make_booking"})
    ]
    if "order_no" in found and not wishes and asked in NO_CODE_IN:
        return (Intent("my_booking", 0.9),)
    if wishes or asked:
        return intents
    if "score" in found:
        return (Intent("feedback", 0.7),)
    elsewhere = any(intent.label == "other" and intent.confidence >= ELSEWHERE for intent in intents)
    if elsewhere and said > BARE and not found.keys() & {"rooms", "room_type"}:  # 孩子24号住校，六人间
        return intents
    if "check_in" in found and (stay.nights or "guests" in found or "room_type" in found or "rooms" in found):
        return (Intent("availability_query", 0.6),)
    return intents
