"""Reads what somebody wants on top of a room: extra beds, more breakfasts. It prices nothing."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.reading import Reading

_N = ZH_NUMBER
_BED = (
    rf"(?:加|添|多放|再放|多要|再要)(?:上|下|个|一下)?(?P<zh>{_N})?\s?(?:张|個|个|床)?(?:单人|單人|小|行军|折叠)?床(?![垫墊单單品被罩头頭上])\s?(?P<after>{_N})?(?=张|張|个|個)?"
    rf"|(?P<before>{_N})\s?[张張个個](?:加床|额外的床|額外的床)"
    rf"|(?P<en>{EN_NUMBER}|an?|one)? ?(?:extra|additional|rollaway|more) beds?\b|\brollaway\b|\bcot bed\b"
    rf"|エキストラベッド(?:を|が)?(?P<ja>{_N})?[台つ]?|ベッド(?:を)?(?P<ja2>{_N})?[台つ]?[^、。]{{0,3}}追加"
)
_EXTRA_BED = re.compile(_BED)
_MEAL = r"(?:早餐|早饭|早飯|早点(?!来|到|走|退|入|睡|休|出|回)|双早|单早)"
_BREAKFAST = re.compile(
    rf"{_MEAL}(?P<none>(?:我们?|就|也|先|都)*不(?:用|要|需要|想)?(?:再)?[加多添]了?)"
    rf"|{_MEAL}(?:我们?|想|要|帮我?|请|再|也)*(?:加|多(?:要|来|订|加)?|再(?:要|来|订)|添|增加)(?P<zh>{_N})?\s?(?:[份客位]|个人的?|人份)"
    rf"|(?:加|多(?:要|来|订|加)|再(?:要|来|订|加)|添)(?P<zh2>{_N})?\s?(?:[份客个位]|人份)?(?:的)?(?:小孩|儿童|孩子|小朋友|宝宝)?的?{_MEAL}"
    rf"|\b(?P<en>{EN_NUMBER}|an?|one) (?:extra|more|additional) (?:child(?:ren)?'?s? )?breakfasts?\b|\bextra breakfast for (?P<en2>{EN_NUMBER})\b"
    rf"|朝食を?(?:追加で)?(?P<ja>{_N})(?:つ|人分|名分|食)[^。]{{0,3}}(?:追加|増や)|朝食[^。]{{0,3}}追加[^。]{{0,3}}?(?P<ja2>{_N})(?:つ|人分|名分|食)"
)
_OF_A_CHILD = re.compile(r"小孩|儿童|孩子|小朋友|宝宝|兒童|\bchild|\bkid|子供|子ども")
_NOT = re.compile(
    r"(?:不|别|別|甭|无需|無需|取消)(?:用|要|需要|必|想)?(?:再)?$|(?:no|without|don't (?:want|need)|cancel)(?: (?:an?|the|any))? ?$"
)
_NOT_AFTER = re.compile(
    r"\s?(?:就|都)?(?:不要|不用|不需要|不加|取消|算了|免了)|[はを]?(?:いりません|不要|なしで|やめ|キャンセル)"
)
# What asks for the price and wants nothing yet; with a whole stay beside it the price of that is asked.
_COSTS = re.compile(
    r"\s?(?:一张|一晚|一位|一份|的话)?(?:是|要|得|需要)?(?:怎么(?!加)|怎麼|咋|如何|多少|几(?:块|元|多)|幾|收费|收費|收钱|收錢|收不收|另收|要钱|要錢|加钱|加錢|价|價|费用|費用|额外收|贵|免费|what|how much|[^.]{0,12}(?:cost|charge|price|fee)|は?(?:いくら|有料|無料|料金))"
)
_COST_BEFORE = re.compile(
    r"(?:how much|what|price|cost|charge|fee)[^.]{0,24}$|(?:多少钱|多少錢|怎么收|怎麼收)$"
)


def read_extras(reading: Reading, plain: str, *, stays: bool) -> None:
    """How many beds and breakfasts on top; 0 for none after all. `stays`: whether days of a stay are told beside it."""
    if (beds := _wanted(_EXTRA_BED, plain, stays)) is not None:
        reading.put("extra_beds", beds)
    if (portions := _wanted(_BREAKFAST, plain, stays)) is not None:
        match = _BREAKFAST.search(plain)
        assert match is not None
        near = plain[max(0, match.start() - 4) : match.end() + 2]
        reading.put("child_breakfasts" if _OF_A_CHILD.search(near) else "breakfasts", portions)


def _wanted(pattern: re.Pattern[str], plain: str, stays: bool) -> int | None:
    match = pattern.search(plain)
    if match is None:
        return None
    unwanted = _NOT.search(plain, 0, match.start()) or _NOT_AFTER.match(plain, match.end())
    if unwanted or match.groupdict().get("none"):
        return 0
    if not stays and (_COSTS.match(plain, match.end()) or _COST_BEFORE.search(plain, 0, match.start())):
        return None
    said = next((group for group in match.groups() if group), "1")
    return number(said) or 1


def of_ages(said: str) -> tuple[int, ...]:
    """The ages a slot `child_ages` tells."""
    return tuple(int(age) for age in said.split(",") if age.isdecimal())
