"""What the house file says about preparing rooms: which guests call for what. Rules over what was told; it guesses nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from pydantic import Field

from store.house_file.fields import Code, Minute, Name, Part, Text

Sign = Literal["child", "infant", "late", "words"]
BABY, GROWN = 3, 14  # years: below the first a crib is wanted, from the second on nothing for children


class Preparation(Part):
    """One thing to have ready, and what calls for it: a sign, or one of these words in notes and wishes."""

    name: Name = Field(examples=["儿童用品"])
    name_en: Text = ""
    when: Sign = "words"
    said: Annotated[tuple[Name, ...], Field(examples=[["生日", "纪念日"]])] = ()


DEFAULTS: Mapping[str, Preparation] = {
    "child": Preparation(name="儿童用品", name_en="things for children", when="child"),
    "crib": Preparation(
        name="婴儿床", name_en="crib", when="infant", said=("婴儿", "宝宝", "crib", "baby", "infant")
    ),
    "decoration": Preparation(
        name="房间布置",
        name_en="decoration",
        said=("纪念日", "生日", "蜜月", "求婚", "birthday", "anniversary", "honeymoon"),
    ),
    "pet": Preparation(
        name="宠物垫和碗",
        name_en="mat and bowl for a pet",
        said=("带狗", "带猫", "小狗", "狗狗", "猫咪", "宠物", "dog", "cat", "pet"),
    ),
    "light": Preparation(name="留灯", name_en="the light left on", when="late"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a booking's guests before they come."""

    children: int = 0
    ages: Sequence[int] = ()
    arrival_time: str = ""  # "21:30"
    words: str = ""  # notes and wishes


class Preparations(Part):
    """What is made ready before guests come."""

    enabled: bool = True
    late_from: Annotated[Minute, Field(examples=["21:00"])] = time(21)
    rules: Mapping[Code, Preparation] = DEFAULTS

    def wanted(self, told: Told) -> list[str]:
        """The rules that what was told calls for, in the file's order."""
        return [code for code, rule in self.rules.items() if self.enabled and self._calls(rule, told)]

    def _calls(self, rule: Preparation, told: Told) -> bool:
        match rule.when:
            case "child":
                known = any(BABY <= age < GROWN for age in told.ages) or (told.children > 0 and not told.ages)
            case "infant":
                known = any(age < BABY for age in told.ages)
            case "late":
                known = told.arrival_time >= self.late_from.strftime("%H:%M")
            case _:
                known = False
        return known or any(_says(told.words, word) for word in rule.said)


def _says(text: str, word: str) -> bool:
    """Whether a word stands in a text; of Latin letters only as a whole word."""
    if word.isascii():
        return re.search(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE) is not None
    return word in text
