"""Reads what somebody likes or cannot bear, in their own words: a pillow, a diet, quiet. Pure."""

from __future__ import annotations

import re
import unicodedata

# Kind -> how people say it. A later word of a kind replaces the earlier one.
_SAID: tuple[tuple[str, str], ...] = (
    (
        "pillow",
        r"(?:荞麦|乳胶|记忆棉|羽绒|决明子|高|低|矮|软|硬)(?:一点的)?枕头?|(?:buckwheat|latex|feather|soft|firm) pillows?",
    ),
    (
        "diet",
        r"(?:不能?吃|忌口|忌)[::,、]?[^,。;!、\s]{1,8}|(?:吃|是)?素食(?:者)?|吃素|清真|(?:对)?[\u4e00-\u9fff]{1,4}过敏"
        r"|vegetarian|vegan|halal|kosher|gluten[- ]free|no (?:pork|beef|nuts|dairy|seafood|spicy food)|allergic to \w+",
    ),
    (
        "quiet",
        r"(?:比较|很|有点)?怕吵|睡眠浅|睡得浅|觉浅|浅睡|(?:要|想要)?安静(?:一点|一些|点|些)?的?(?:房间)?"
        r"|light sleeper|quiet room",
    ),
    (
        "bed",
        r"(?:床垫?(?:要)?)(?:硬|软)(?:一点|些)?|(?:硬|软)(?:一点的)?床垫?|(?:firm|soft) (?:bed|mattress)",
    ),
    (
        "floor",
        r"低楼层|高楼层|一楼|(?:不能|不想|不方便)爬楼|腿脚不(?:方便|便)|坐?轮椅|ground floor|wheelchair",
    ),
    ("smoke", r"无烟房?|(?:怕|受不了|闻不了)烟味|non[- ]smoking"),
    (
        "pet",
        r"(?:要|会|想)?带(?:着)?[一两只条个]{0,3}(?:小|大)?(?:猫|狗|宠物)(?:咪|狗)?"
        r"|(?:with|bring(?:ing)?) (?:a|my) (?:dog|cat|pet)",
    ),
)
_PATTERNS = tuple((kind, re.compile(said, re.IGNORECASE)) for kind, said in _SAID)


def preferences_told(text: str) -> tuple[tuple[str, str], ...]:
    """(kind, words) of each preference in a text, as it was said, in the order of kinds."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple((kind, match[0].strip()) for kind, said in _PATTERNS if (match := said.search(plain)))
