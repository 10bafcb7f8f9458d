"""What a house file says, as frozen models: the house, its rules, its rooms and their prices.

Texts are Chinese; the same key with `_en` is the English text, and `Part.words` chooses. An empty text means
that the owner has not said yet: nobody may invent it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator

from locales import as_read
from store.house_file.cancelling import Cancellation
from store.house_file.channels import SalesChannel
from store.house_file.extras import Extras
from store.house_file.fields import (
    NOT_EMPTY,
    Code,
    Latitude,
    Longitude,
    Minute,
    Name,
    Part,
    Phone,
    RoomNumber,
    Text,
    Yuan,
    Zone,
    refuse,
)
from store.house_file.greetings import Greetings
from store.house_file.late_checkout import LateCheckout
from store.house_file.membership import Membership
from store.house_file.opinions import Opinions, Survey
from store.house_file.preparations import Preparations
from store.house_file.pricing import Pricing
from store.house_file.push_rules import Pushes
from store.house_file.service import Service
from store.house_file.wechat import WeChat

PriceClass = Literal["weekday", "weekend", "holiday"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class MapPoint(Part):
    """Where the house is, in WGS-84 or GCJ-02 degrees as the owner's map gives them."""

    lat: Latitude = Field(examples=[25.6885])
    lng: Longitude = Field(examples=[100.1795])


class Policies(Part):
    """What the house says about what guests ask before they book; empty: not said yet."""

    cancellation: Text = ""
    cancellation_en: Text = ""
    pets: Text = ""
    pets_en: Text = ""
    children: Text = ""
    children_en: Text = ""
    extra_bed: Text = ""
    extra_bed_en: Text = ""
    breakfast: Text = ""
    breakfast_en: Text = ""
    deposit: Text = ""
    deposit_en: Text = ""
    invoice: Text = ""
    invoice_en: Text = ""
    nearby: Text = ""
    nearby_en: Text = ""
    door: Text = ""  # how one gets in; never a code, as everybody who asks is told
    door_en: Text = ""


class Wifi(Part):
    name: Name = Field(examples=["Xiaoer"])
    password: Text = Field("", repr=False)


class Door(Part):
    codes: bool = False  # guests get a code for their door here, once the desk and the room are ready


class Price(Part):
    """Yuan for one room and night. Without `weekend` the weekday's holds, without `holiday` the weekend's."""

    weekday: Yuan = Field(examples=[468])
    weekend: Yuan | None = Field(None, examples=[568])
    holiday: Yuan | None = Field(None, examples=[888])

    def fen(self, kind: PriceClass) -> int:
        """The price in fen for a night of that kind."""
        weekend = self.weekday if self.weekend is None else self.weekend
        holiday = weekend if self.holiday is None else self.holiday
        return int({"weekday": self.weekday, "weekend": weekend, "holiday": holiday}[kind] * 100)


class RoomType(Part):
    """One kind of room the house sells."""

    name: Name = Field(examples=["湖景大床房"])
    name_en: Text = ""
    nicknames: tuple[Name, ...] = Field((), examples=[["湖景", "看海的"]])
    adults: int = Field(ge=1, le=20, examples=[2])
    guests: int = Field(ge=1, le=30, examples=[3])
    beds: Text = ""
    beds_en: Text = ""
    includes: Text = ""
    includes_en: Text = ""
    description: Text = ""
    description_en: Text = ""
    price: Price = Field(examples=[{"weekday": 468}])
    rooms: Annotated[tuple[RoomNumber, ...], NOT_EMPTY] = Field(examples=[["301", "302"]])

    @field_validator("guests")
    @classmethod
    def _holds_its_adults(cls, value: int, info: ValidationInfo) -> int:
        if value < info.data.get("adults", 0):
            raise refuse("is fewer than adults", "guests counts everybody, children included.")
        return value

    def names(self) -> tuple[str, ...]:
        """Everything people call it: name, English name, nicknames."""
        return tuple(name for name in (self.name, self.name_en, *self.nicknames) if name)


class Special(Part):
    """Nights the house itself sells at its holiday price, both ends included."""

    name: Name = Field(examples=["三月街"])
    first_night: date = Field(examples=["2027-04-21"])
    last_night: date = Field(examples=["2027-04-26"])

    @field_validator("last_night")
    @classmethod
    def _not_before_first(cls, value: date, info: ValidationInfo) -> date:
        first = info.data.get("first_night", value)
        if not timedelta(0) <= value - first <= timedelta(days=92):
            raise refuse("is before first_night or over 92 days after it", "Correct the two days.")
        return value


class CloserWords(Part):
    """What the owner adds in the house's own voice; empty: nothing is added."""

    welcome: Text = ""  # to somebody who begins to follow
    welcome_en: Text = ""
    arrival_note: Text = ""  # the end of the arrival reminder
    arrival_note_en: Text = ""
    farewell: Text = ""  # on the day of departure
    farewell_en: Text = ""


class House(Part):
    """One guesthouse, as its owner wrote it down."""

    name: Name = Field(examples=["小二家客栈"])
    name_en: Text = ""
    short_name: Text = Field("", max_length=20)  # what a template field can hold
    address: Name = Field(examples=["大理市大理镇才村码头北100米"])
    address_en: Text = ""
    map: MapPoint | None = None
    directions: Text = ""
    directions_en: Text = ""
    parking: Text = ""
    parking_en: Text = ""
    phone: Phone = Field(examples=["0872-2670000"])
    zone: Zone = "Asia/Shanghai"
    day_ends: Minute = time(6)
    staffed_from: Minute = time(8)
    staffed_to: Minute = time(23)
    check_in: Minute = Field(time(14), examples=["14:00"])
    check_out: Minute = Field(time(12), examples=["12:00"])
    hold_minutes: int = Field(30, ge=5, le=1440)
    instant_confirmation: bool = False
    bookings_paused_until: date | None = (
        None  # the last day on which no booking is taken in chat; the owner's 暂停
    )
    waiting: bool = False  # set up by its owner in chat and not open yet: guests hear that it opens soon
    weekend_nights: tuple[Weekday, ...] = Field(("fri", "sat"), examples=[["fri", "sat"]])
    pricing: Pricing = Pricing()
    policies: Policies = Policies()
    cancellation: Cancellation = Cancellation()
    late_checkout: LateCheckout = LateCheckout()
    wifi: Wifi | None = None
    room_types: Mapping[Code, RoomType]
    extras: Extras = Extras()
    holidays: tuple[Special, ...] = ()
    texts: CloserWords = CloserWords()
    pushes: Pushes = Pushes()
    greetings: Greetings = Greetings()
    preparations: Preparations = Preparations()
    door: Door = Door()
    service: Service = Service()
    membership: Membership = Membership()
    survey: Survey = Survey()
    opinions: Opinions = Opinions()
    wechat: WeChat = WeChat()
    channels: Mapping[Code, SalesChannel] = {}

    @field_validator("day_ends")
    @classmethod
    def _ends_at_night(cls, value: time) -> time:
        if value > time(10):
            raise refuse("is after 10:00", "It is when last night's day is over, such as 06:00.")
        return value

    @field_validator("check_out")
    @classmethod
    def _leaves_before_arrivals(cls, value: time, info: ValidationInfo) -> time:
        if value > info.data.get("check_in", value):
            raise refuse("is after check_in", "The room must be free before the next guests come.")
        if value < info.data.get("day_ends", value):
            raise refuse("is before day_ends", "A day has to end before its guests leave.")
        return value

    @field_validator("room_types")
    @classmethod
    def _each_room_once(cls, value: Mapping[str, RoomType], info: ValidationInfo) -> Mapping[str, RoomType]:
        if not value and not info.data.get("waiting"):
            raise refuse("is empty", "Write at least one.")
        rooms = _said_twice((code, room) for code, kind in value.items() for room in kind.rooms)
        names = _said_twice((code, name.casefold()) for code, kind in value.items() for name in kind.names())
        found = [f"room {room} is in {places}" for room, places in rooms.items()]
        found += [f"“{name}” means {places}" for name, places in names.items()]
        if found:
            raise refuse("; ".join(found), "Each room and each name belongs to one room type, once.")
        return value

    @field_validator("extras")
    @classmethod
    def _beds_in_known_types(cls, value: Extras, info: ValidationInfo) -> Extras:
        strange = [
            code for code in value.bed.types if code not in info.data.get("room_types", value.bed.types)
        ]
        if strange:
            raise refuse(f"bed.types names {', '.join(strange)}", "Write codes of your own [room_types].")
        return value

    @field_validator("greetings")
    @classmethod
    def _greets_by_day(cls, value: Greetings, info: ValidationInfo) -> Greetings:
        pushes = info.data.get("pushes")
        if isinstance(pushes, Pushes) and pushes.quiet_at(value.hour):
            raise refuse(
                "hour is between pushes.quiet_from and pushes.quiet_to",
                "Choose an hour in which guests are awake.",
            )
        return value

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def called(self, language: str) -> str:
        """The short name for a reader of Chinese, for places with little room; else the name."""
        short = as_read(language, self.short_name) if language.startswith("zh") else ""
        return short or self.words("name", language)

    def rooms(self) -> dict[str, str]:
        """Every room number with the code of its type, in the file's order."""
        return {room: code for code, kind in self.room_types.items() for room in kind.rooms}

    def staffed_at(self, at: time) -> bool:
        """Whether somebody is up at that time of the house's day. One hour twice means round the clock."""
        if self.staffed_from < self.staffed_to:
            return self.staffed_from <= at < self.staffed_to
        return at >= self.staffed_from or at < self.staffed_to


def _said_twice(pairs: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> dict[str, str]:
    """What occurs more than once, with the room types it occurs in."""
    places: dict[str, list[str]] = {}
    for code, said in pairs:
        places.setdefault(said, []).append(code)
    return {said: " and ".join(codes) for said, codes in places.items() if len(codes) > 1}
