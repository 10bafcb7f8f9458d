"""The words of greetings: the owner's own, else those the product brings along. They never name a stay, past or coming."""

from __future__ import annotations

from collections.abc import Mapping

from locales import N_, say
from store.house_file import BIRTHDAY, Greeting, House
from store.house_file.push_rules import fill

WORDS: Mapping[str, str] = {
    "元旦": N_("Happy New Year! May the year ahead be a good one. From all of us at {house}."),
    "除夕": N_(
        "It's New Year's Eve: a warm table and the family around it, that is what we wish you. {house}."
    ),
    "春节": N_("Happy Chinese New Year! Health and joy to you and your family. From all of us at {house}."),
    "元宵": N_("Happy Lantern Festival! May everything turn out sweet and round. {house}."),
    "五一": N_("A happy May holiday, and a good rest. {house}."),
    "端午": N_("A healthy and peaceful Dragon Boat Festival to you. {house}."),
    "中秋": N_("Happy Mid-Autumn! A full moon, and all your dear ones around you. {house}."),
    "重阳": N_("It's the Double Ninth: good health and long life to the elders of your family. {house}."),
    "国庆": N_("Happy National Day, and a lovely holiday. {house}."),
    "冬至": N_("It's the winter solstice: keep warm, and eat something hot. {house}."),
    BIRTHDAY: N_("Happy birthday! May the year ahead be kind to you. From all of us at {house}."),
}
OTHER = N_("{festival}: our best wishes to you. {house}.")
IN_HOUSE = N_("You are with us today: if there is anything you would like, just say so.")


def words(
    house: House, language: str, name: str, greeting: Greeting, guest: str, *, in_house: bool = False
) -> str:
    """The greeting to one person. A line of the owner's that names a guest whose name nobody knows is left out."""
    values = {"guest": guest, "house": house.words("name", language), "phone": house.phone}
    own = fill(greeting.words("text", language), values)
    text = own or say(language, WORDS.get(name, OTHER), festival=name, house=values["house"])
    coupon = fill(greeting.words("coupon", language), values)
    here = say(language, IN_HOUSE) if in_house else ""
    return "\n".join(part for part in (text, here, coupon) if part)
