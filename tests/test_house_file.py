"""The house file: what it may say, each problem at once, what the owner lays over it, and kinds of nights."""

from __future__ import annotations

import copy
import json
import re
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.house_file import (
    ABILITIES,
    House,
    HouseFileError,
    demo_house,
    holiday_nights,
    house_from,
    merge,
    new_house_text,
    parse_house,
    price_class,
    stray,
)

SLEEPS = {"lake": (2, 3), "court": (2, 3), "family": (3, 5), "loft": (2, 2)}  # adults, everybody
SMALL = """
name = "小店"
address = "大理"
phone = "0872-0000000"
[room_types.lake]
name = "湖景"
adults = 2
guests = 3
price = { weekday = 300 }
rooms = ["301"]
"""


def problems(text: str | bytes) -> dict[str, str]:
    with pytest.raises(HouseFileError) as raised:
        parse_house(text)
    return {problem.key: problem.what for problem in raised.value.problems}


def advice(text: str) -> dict[str, str]:
    with pytest.raises(HouseFileError) as raised:
        parse_house(text)
    return {problem.key: problem.advice for problem in raised.value.problems}


def test_smallest_house_has_the_usual_hours() -> None:
    house = parse_house(SMALL)
    assert (house.zone, house.day_ends, house.check_in, house.check_out) == (
        "Asia/Shanghai",
        time(6),
        time(14),
        time(12),
    )
    assert (house.hold_minutes, house.instant_confirmation, house.pushes.arrival.hour) == (
        30,
        False,
        time(18),
    )


def test_house_of_init_holds() -> None:
    assert list(parse_house(new_house_text()).room_types) == ["double", "twin"]


def test_demo_house_has_twelve_rooms_of_four_types_and_room_for_three() -> None:
    house = demo_house()
    assert {code: len(kind.rooms) for code, kind in house.room_types.items()} == {
        "lake": 4,
        "court": 5,
        "family": 2,
        "loft": 1,
    }
    assert {code: (kind.adults, kind.guests) for code, kind in house.room_types.items()} == SLEEPS


def test_house_goes_into_json_and_back() -> None:
    house = demo_house()
    document = json.loads(json.dumps(house.model_dump(mode="json")))
    assert house_from(document) == house
    assert House.model_validate_json(json.dumps(document)) == house
    assert (document["check_in"], document["room_types"]["loft"]["price"]["weekend"]) == ("14:00", 288.5)


def test_house_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        demo_house().name = "x"


def test_wifi_password_is_not_in_the_repr() -> None:
    assert "caicun2670" not in repr(demo_house())


def test_all_problems_are_named_at_once() -> None:
    text = (
        SMALL.replace('name = "小店"', 'nome = "小店"\nday_ends = 6\ncheck_out = "15:00"\nzone = "Asia/Dali"')
        .replace('"0872-0000000"', '"call me"')
        .replace("guests = 3", "guests = 1")
        .replace("weekday = 300", 'weekday = -1, weekend = "x", holiday = 1.005')
    )
    assert problems(text) == {
        "name": "is missing",
        "nome": "there is no such key",
        "phone": "is not a phone number",
        "zone": "is not a time zone",
        "day_ends": "must be a time of day",
        "check_out": "is after check_in",
        "room_types.lake.guests": "is fewer than adults",
        "room_types.lake.price.weekday": "is not a price",
        "room_types.lake.price.weekend": "must be a number",
        "room_types.lake.price.holiday": "has more than two decimals",
    }


@pytest.mark.parametrize(
    ("wrong", "key", "meant"),
    [
        ("[policies]\npetz = ''", "policies.petz", "Did you mean pets?"),
        ("[room_types.lake.prices]\nweekday = 1", "room_types.lake.prices", "Did you mean price?"),
        ("[pushes.arrival]\nhours = '18:00'", "pushes.arrival.hours", "Did you mean hour?"),
        ("[[holidays]]\nfrist_night = 2027-01-01", "holidays.0.frist_night", "Did you mean first_night?"),
        ("[wifi]\nqqq = 1", "wifi.qqq", "Known here: name, password."),
    ],
)
def test_unknown_key_names_the_nearest_known_one(wrong: str, key: str, meant: str) -> None:
    assert advice(SMALL + wrong)[key] == meant


def test_missing_key_shows_how_it_is_written() -> None:
    said = advice('[room_types.lake]\nname = "湖景"')
    assert said["room_types.lake.rooms"] == 'Write it like: rooms = ["301", "302"]'
    assert said["phone"] == 'Write it like: phone = "0872-2670000"'


def test_text_that_is_not_toml_names_the_line() -> None:
    assert problems("name = “小店”") == {"line 1, column 8": "is not TOML: Invalid value"}


def test_file_of_a_windows_editor_is_read() -> None:
    assert parse_house(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).name == "小店"
    assert problems(SMALL.encode("gbk")) == {"the file": "is not UTF-8"}


def test_room_or_name_in_two_types_is_refused() -> None:
    twice = SMALL + (
        '[room_types.court]\nname = "庭院"\nnicknames = ["湖景"]\nadults = 2\nguests = 2\n'
        'price = { weekday = 1 }\nrooms = ["301", "102", "102"]\n'
    )
    assert problems(twice) == {
        "room_types": "room 301 is in lake and court; room 102 is in court and court; "
        "“湖景” means lake and court"
    }


def test_season_price_for_a_room_type_nobody_has_is_refused() -> None:
    season = '[[pricing.seasons]]\nname = "暑假"\nfirst_night = 2027-07-01\nlast_night = 2027-08-31\n'
    wrong = SMALL + season + "prices = { lake = 500, laek = 600 }\n"
    assert problems(wrong) == {"pricing.seasons.0.prices.laek": "is no room type's code"}
    assert advice(wrong)["pricing.seasons.0.prices.laek"] == "Known here: lake."


@pytest.mark.parametrize("number", ["", "3 01", "301!", "12345678901"])
def test_room_number_nobody_can_type_is_refused(number: str) -> None:
    assert problems(SMALL.replace('"301"', f'"{number}"')) == {
        "room_types.lake.rooms.0": "is not written as it must be"
    }


@pytest.mark.parametrize("value", ["nan", "inf", "0", "1e9"])
def test_price_that_is_no_sum_is_refused(value: str) -> None:
    assert list(problems(SMALL.replace("300", value))) == ["room_types.lake.price.weekday"]


def test_price_left_out_falls_back_to_the_plainer_one() -> None:
    price = (
        parse_house(SMALL.replace("weekday = 300", "weekday = 300.5, weekend = 360")).room_types["lake"].price
    )
    assert [price.fen("weekday"), price.fen("weekend"), price.fen("holiday")] == [30050, 36000, 36000]


def test_words_are_english_for_all_but_chinese_readers() -> None:
    house = demo_house()
    said = {language: house.words("name", language) for language in ("zh_CN", "zh_TW", "en", "ja")}
    assert said == {
        "zh_CN": "小二家客栈",
        "zh_TW": "小二家客棧",
        "en": "Xiaoer's Inn",
        "ja": "Xiaoer's Inn",
    }
    assert parse_house(SMALL).words("name", "en") == "小店"
    assert parse_house(SMALL).policies.words("pets", "en") == ""


@pytest.mark.parametrize(
    ("hours", "up", "asleep"),
    [
        (("08:00", "23:00"), (time(8), time(22, 59)), (time(7, 59), time(23))),
        (("18:00", "02:00"), (time(18), time(1, 59)), (time(2), time(17, 59))),
        (("00:00", "00:00"), (time(0), time(12), time(23, 59)), ()),
    ],
)
def test_staffed_hours_may_run_past_midnight(
    hours: tuple[str, str], up: tuple[time, ...], asleep: tuple[time, ...]
) -> None:
    house = parse_house(f'staffed_from = "{hours[0]}"\nstaffed_to = "{hours[1]}"\n' + SMALL)
    assert all(house.staffed_at(at) for at in up)
    assert not any(house.staffed_at(at) for at in asleep)


TEMPLATE = """
[wechat]
account = "{account}"
[wechat.templates.arrival]
id = "abcdefghij"
fields = {{ {fields} }}
"""


def test_template_of_a_service_account_is_taken() -> None:
    text = SMALL + TEMPLATE.format(account="service", fields='thing1 = "house", time2 = "arrival"')
    assert parse_house(text).wechat.templates["arrival"].fields == {"thing1": "house", "time2": "arrival"}


@pytest.mark.parametrize(
    ("account", "fields", "what"),
    [
        ("personal", 'thing1 = "house"', "a personal account has no templates"),
        ("service", 'thing1 = "price"', "there is no value “price”"),
        ("service", 'number1 = "house"', "a field of kind number cannot show “house”"),
        ("service", 'first = "house"', "WeChat no longer shows “first”"),
        ("service", 'hotel = "house"', "“hotel” is no field name of WeChat's"),
        ("test", 'hotel = "hous"', "there is no value “hous”"),
    ],
)
def test_template_that_could_not_be_sent_is_refused(account: str, fields: str, what: str) -> None:
    assert what in problems(SMALL + TEMPLATE.format(account=account, fields=fields))["wechat.templates"]


def test_template_of_a_test_account_names_its_fields_freely() -> None:
    assert parse_house(SMALL + TEMPLATE.format(account="test", fields='hotel = "house"'))


def test_abilities_follow_the_kind_of_account() -> None:
    assert ABILITIES["personal"] == {"passive"}
    assert not parse_house(SMALL).wechat.can("customer_service")
    assert demo_house().wechat.can("template")


def test_override_wins_over_the_file_and_leaves_it_alone() -> None:
    document = demo_house().model_dump(mode="json")
    before = json.dumps(document)
    overrides: dict[str, Any] = {"room_types.lake.price.holiday": 688, "pushes.arrival.hour": "17:30"}
    house = house_from(merge(document, overrides))
    assert house.room_types["lake"].price.fen("holiday") == 68800
    assert house.pushes.arrival.hour == time(17, 30)
    assert json.dumps(document) == before


def test_override_of_a_removed_room_type_is_left_out_and_told() -> None:
    document = parse_house(SMALL).model_dump(mode="json")
    overrides = {"room_types.attic.price.weekday": 100, "hold_minutes": 20}
    assert house_from(merge(document, overrides)).hold_minutes == 20
    assert stray(document, overrides) == ("room_types.attic.price.weekday",)


def test_override_may_add_a_whole_room_type_and_then_change_it() -> None:
    document = parse_house(SMALL).model_dump(mode="json")
    attic = {"name": "阁楼", "adults": 2, "guests": 2, "price": {"weekday": 200}, "rooms": ["501"]}
    overrides = {"room_types.attic": attic, "room_types.attic.price.weekday": 220}
    house = house_from(merge(document, overrides))
    assert house.room_types["attic"].price.fen("weekday") == 22000
    assert attic["price"] == {"weekday": 200}
    assert stray(document, overrides) == ()


def test_override_that_breaks_the_house_is_named_by_its_key() -> None:
    document = parse_house(SMALL).model_dump(mode="json")
    with pytest.raises(HouseFileError, match=re.escape("room_types.lake.price.weekday: is not a price")):
        house_from(merge(document, {"room_types.lake.price.weekday": 0}))


def test_holiday_nights_of_2026_follow_the_state_council() -> None:
    nights = holiday_nights([2026])
    golden_week = [date(2026, 9, 30), *(date(2026, 10, day) for day in range(1, 7))]
    assert [
        night for night in sorted(nights) if date(2026, 9, 28) <= night <= date(2026, 10, 12)
    ] == golden_week
    spring = [date(2026, 2, day) for day in range(14, 23)]
    assert [night for night in sorted(nights) if night.month == 2] == spring
    assert date(2026, 12, 31) in nights
    assert {night.year for night in nights} == {2026}


@pytest.mark.parametrize(
    ("night", "kind"),
    [
        (date(2026, 12, 24), "weekday"),
        (date(2026, 12, 25), "weekend"),
        (date(2026, 12, 27), "weekday"),
        (date(2026, 10, 1), "holiday"),
        (date(2026, 10, 7), "weekday"),  # the day after is for work
        (
            date(2026, 10, 9),
            "weekend",
        ),  # the Saturday made up for by work stays a weekend night for the house
        (date(2027, 4, 21), "holiday"),  # 三月街, the house's own
        (date(2027, 4, 26), "holiday"),
        (date(2027, 4, 27), "weekday"),
    ],
)
def test_price_class_of_a_night(night: date, kind: str) -> None:
    assert price_class(demo_house(), night, holiday_nights([2026])) == kind


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _paths(document: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value in a document."""
    inner = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += _paths(value, (*path, key))
    return found


DEMO = demo_house().model_dump(mode="json")


@given(st.sampled_from(_paths(DEMO)), ANYTHING)
def test_any_value_anywhere_is_taken_or_named(path: tuple[str | int, ...], value: object) -> None:
    document = copy.deepcopy(DEMO)
    table: Any = document
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value
    try:
        house = house_from(document)
    except HouseFileError as error:
        unnamed = [
            problem for problem in error.problems if not (problem.key and problem.what and problem.advice)
        ]
    else:
        unnamed = []
        assert house_from(house.model_dump(mode="json")) == house
    assert unnamed == []


# --- service requests ---


def test_service_has_times_departments_and_what_rings_by_itself() -> None:
    service = parse_house(SMALL).service
    assert (service.minutes_for("amenity"), service.department_for("meal")) == (20, "kitchen")
    assert (service.rings("hot_water"), service.rings("amenity")) == (True, False)
    assert (service.climb_minutes, service.climb_minutes_urgent, service.phone) == (10, 5, "")


def test_service_follows_the_owner() -> None:
    said = (
        "[service]\nrings_at_night = ['amenity']\n[service.minutes]\namenity = 5\n"
        "[service.departments]\namenity = 'front'"
    )
    service = parse_house(SMALL + said).service
    assert (service.minutes_for("amenity"), service.minutes_for("meal")) == (5, 40)
    assert (service.department_for("amenity"), service.rings("amenity"), service.rings("leak")) == (
        "front",
        True,
        False,
    )


def test_problems_of_service_are_named_with_their_keys() -> None:
    said = (
        "[service]\nclimb_minutes = 0\nphone = 'x'\nrings_at_night = ['hot']\n"
        "[service.minutes]\ntowels = 5\nmeal = 0\n[service.departments]\nmeal = 'cook'"
    )
    assert sorted(problems(SMALL + said)) == [
        "service.climb_minutes",
        "service.departments.meal",
        "service.minutes.meal",
        "service.minutes.towels",
        "service.phone",
        "service.rings_at_night.0",
    ]
    assert advice(SMALL + said)["service.minutes.towels"].startswith("Known here: amenity, housekeeping, ")
