"""Reads who travels together: several names in one answer, ages, a number that was starred out. Pure; it guesses nobody."""

from __future__ import annotations

import re
import unicodedata

from bot.understanding import japanese_names
from bot.understanding.names import NO_NAME, SURNAMES, WHOLE_NAME
from bot.understanding.numerals import ZH_NUMBER, number
from bot.understanding.preferences import preferences_told
from locales.script import simplified

_LISTED = re.compile(r"(?:入住)?(?:登记|register)(?:一下)?[\s:,]+(.+)", re.IGNORECASE | re.DOTALL)
_STARS = re.compile(r"\*{6,}")
_AGE = re.compile(rf"({ZH_NUMBER})\s*(?:多|周)?(?:岁|歲|歳|years?(?: old)?\b|y/?o\b)", re.IGNORECASE)
_MONTHS = re.compile(rf"(?:{ZH_NUMBER}\s*个(?:多|半)?月(?:大)?|\d+\s*months?(?: old)?\b)", re.IGNORECASE)
_BARE_AGES = re.compile(r"\d{1,2}(?:[\s,、;和跟与]+\d{1,2})*")
_ASIDE = re.compile(r"\([^)]*\)|\*+|\d+")
_PARTS = re.compile(r"[,、;/+&|\n。:]|还有|以及|\band\b|\bwith\b", re.IGNORECASE)
_AND = re.compile(r"[与跟及]")
_RELATION = re.compile(
    r"^(?:一个|个)?(?:还有|就是|分别|都|叫做?|是|我们?(?:是|叫)?|我的?|他|她)*"
    r"(?:老公|老婆|先生|太太|爱人|丈夫|妻子|女儿|儿子|孩子|小孩|小朋友|宝宝|爸爸?|妈妈?|父亲|母亲|朋友|男朋友|女朋友|闺蜜|同事|同学|姐姐|妹妹|哥哥|弟弟|奶奶|爷爷|外婆|外公)?"
    r"(?:的?名字)?(?:叫做?|是)?"
)
_ZH = re.compile(r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,6})?(?:女士|先生|小姐|太太)?")
_SURNAME = re.compile(rf"[{SURNAMES}]")
_EN = re.compile(r"[A-Za-z][A-Za-z'’.-]+(?: [A-Za-z][A-Za-z'’.-]*){0,3}")
# Common Japanese surnames that begin no Chinese name, with the given name behind them; and names in kana alone.
_JA = re.compile(
    rf"(?P<name>(?:{japanese_names.SURNAMES})"
    r"[ \u3000]?(?!です|さん|様|と申|と言|とい)[\u4e00-\u9fff々ぁ-んァ-ヶー]{1,5}?"
    r"|[ァ-ヶー]{2,10}(?:[ ·・][ァ-ヶー]{2,10})?|[ぁ-ん]{2,5} [ぁ-ん]{2,5})(?:さん|様|です|と申します)?"
)
_NOBODY = frozenset(
    {
        "登记",
        "入住",
        "证件",
        "护照",
        "身份证",
        "号码",
        "名字",
        "姓名",
        "一起",
        "大人",
        "孩子",
        "没了",
        "先不",
        "等下",
        "稍后",
        "yes",
        "no",
        "ok",
    }
)
# An answer about how many, or when, is no name: 就我, 两个人, 晚点说; just me, two adults, later please.
_NO_NAMES = re.compile(
    r"[我你您他她咱]|自己|个人|[几一二两三四五六七八九十]位|保密|[再先晚等]说|晚点|明天|等会|到时"
    r"|\b(?:me|us|myself|adults?|people|persons?|kids?|children|later|yet|tomorrow|same|nobody|secret)\b",
    re.IGNORECASE,
)
# Whoever writes, as one of those who come: 我和李雷, 就我一个; Tom and me, just me; 私と太郎, 一人です. Not 我老公, not 我叫王芳.
_ME = re.compile(
    r"(?:^|[和与跟及同,、;+&\s。])(?:就|只|仅|是|有|还)*(?:我|本人|自己)(?:自己|本人)?(?:[一1](?:个人?|位|人))?"
    r"(?:来|住|入住)?(?:而已|[吧哦啊呀啦哈])?(?=$|[和与跟及同,、;+&\s。]|还有|以及)"
    r"|[和与跟同]我一起(?:来|去|住|入住)?的(?:人|朋友)?(?:是|叫)?"
    r"|^(?:就|只有|只)?[一1](?:个人|人)(?:です)?$"
    r"|(?:^|[,;+&] ?|\band |\bwith |^it'?s )(?:just |only )?(?:me|myself)(?=$|[,;.!+&]| and\b| only\b| alone\b)"
    r"|\band i\b|\bi(?:'m| am)? (?:and|alone|with)\b"
    r"|(?:私|わたし|僕|自分)(?:$|[と、,・]|だけ|のみ|[一1ひ](?:人|とり))|と(?:私|わたし|僕|自分)|ひとりです|一人だけ",
    re.IGNORECASE,
)
_WITH_ME = re.compile(
    r"[和与跟同]我一起(?:来|去|住|入住)?的(?:人|朋友)?(?:是|叫)?|(?:^|(?<=[\s,、]))我同|同我$|^(?:私|わたし|僕|自分)と|と(?:私|わたし|僕|自分)(?:です)?$"
    r"|^(?:me|myself|i) and |^i(?:'m| am)? with | and (?:me|myself|i)$",
    re.IGNORECASE,
)
MOST = 20
LONG = 4  # so many characters are a name only behind a surname


def listed(text: str) -> str:
    """What follows 登记 in one breath: 登记：王芳、李雷; "" where nothing does."""
    match = _LISTED.match(_plain(text))
    return match[1].strip() if match else ""


_HOW = re.compile(
    r"(?:你好|您好|老板|请问|那|我们?|那我们?)*[,\s]*(?:办?(?:入住|住店))?(?:登记|入住信息)?(?:手续|名单)?"
    r"(?:该|要|得|是|应该)*(?:怎么|怎样|如何|咋|哪里|在哪里?|去哪里?)(?:样|个)?(?:提前|线上|网上|先|去)*(?:办理?|做|填|弄|操作|进行|搞)?"
    r"(?:入住|住店)?(?:登记|入住信息)?(?:手续|名单)?(?:的|呢|啊|呀|哦|吗|一下)*[?。!]*"
    r"|(?:how|where) (?:do|can|should|to)? ?(?:i|we)? ?(?:register|check in online|do the registration)[?.!]*"
    r"|(?:登録|チェックイン登録|宿泊者名簿)は?(?:どうやって|どう|どこで)(?:すれば|しますか|するのですか|やりますか)?(?:いいですか|よいですか)?[?。]*",
    re.IGNORECASE,
)


def asks_how(text: str) -> bool:
    """Whether somebody asks how the list is told, and nothing else: 怎么登记; not what a child without papers does."""
    said = simplified(_plain(text))
    about = re.search(r"登记|名单|入住信息|regist|check in online|登録|名簿", said, re.IGNORECASE)
    return about is not None and _HOW.fullmatch(said) is not None


_TOGETHER = r"(?:一起住|住一起|同住|住同一|同一?个?(?:房间?|屋)|一个(?:房间?|屋)|一间房?|一起的)"
_JOINS = re.compile(
    rf"(?:跟|和|与|同).{{1,10}}{_TOGETHER}.{{0,10}}(?:怎么|如何|咋|怎样|能不能|可以|想|要).{{0,6}}(?:加入|绑定|加进)"
    rf"|(?:我们?)?(?:是)?(?:跟|和|与|同)\s*B\s*\d{{1,9}}\s*的?(?:客人|人)?.{{0,4}}{_TOGETHER}.{{0,4}}"
    r"|(?:怎么|如何|咋|怎样).{0,6}(?:加入|加进|绑定).{0,8}(?:别人|朋友|他|她|同伴|老公|老婆|家人).{0,4}(?:订单|预订|房)"
    r"|how (?:do|can) i join .{0,30}(?:booking|reservation|room)",
    re.IGNORECASE,
)


def asks_to_join(text: str) -> bool:
    """Whether somebody asks how to come into the booking of whom they stay with: 我是跟贺强一起住的，怎么加入."""
    return _JOINS.search(simplified(_plain(text))) is not None


def starred(text: str) -> bool:
    """Whether a document or card number stood here, which was masked before anybody read it."""
    return _STARS.search(text) is not None


def people_named(text: str, me: str = "") -> tuple[str, ...]:
    """The names in an answer to who is going to stay, each once, in order; () where none is recognised.

    Whoever writes and counts in (我和李雷) comes first under the name `me`, where that is known.
    """
    plain = _ASIDE.sub(" ", _without_ages(_plain(text)))
    found = [me] if me and _ME.search(simplified(_plain(text))) else []
    plain = _WITH_ME.sub(",", plain)
    for part in _PARTS.split(plain):
        found += _names_in(part.strip())
    return tuple(dict.fromkeys(found))[:MOST]


def _names_in(part: str) -> list[str]:
    if not part or preferences_told(part):
        return []
    if (japanese := _JA.fullmatch(part)) is not None:
        return [japanese["name"]]
    if re.search(r"[\u4e00-\u9fff]", part):
        words = [word for blank in part.split() for word in _joined(blank)]
        return [name for word in words if (name := _chinese(word))]
    nobody = part.casefold() in _NOBODY or _NO_NAMES.search(part) is not None
    return [part] if _EN.fullmatch(part) and not nobody else []


def _joined(word: str) -> list[str]:
    """王芳和李雷 are two; 王和平 is one."""
    parts = [word] if WHOLE_NAME.fullmatch(word) else _AND.split(word)
    return [name for part in parts for name in ([part] if WHOLE_NAME.fullmatch(part) else part.split("和"))]


def _chinese(word: str) -> str:
    bare = word if WHOLE_NAME.fullmatch(word) else _RELATION.sub("", word, count=1)
    plain = bare.removesuffix("吧").removesuffix("哦")
    if (
        len(plain) < 2
        or plain in _NOBODY
        or _NO_NAMES.search(plain)
        or NO_NAME.search(plain)
        or not _ZH.fullmatch(plain)
    ):
        return ""
    return plain if len(plain) < LONG or "·" in plain or _SURNAME.match(plain) else ""


def ages_told(text: str) -> tuple[int, ...]:
    """Ages in whole years, in order: 6岁和9岁, 八个月, and bare numbers where the answer is nothing else."""
    plain = _plain(text)
    babies = len(_MONTHS.findall(plain))
    rest = _MONTHS.sub(" ", plain)
    said = [number(match) for match in _AGE.findall(rest)]
    if not said and _BARE_AGES.fullmatch(rest.strip()):
        said = [int(digits) for digits in re.findall(r"\d+", rest)]
    if not said and (only := number(rest.strip())) is not None:
        said = [only]
    years = [age for age in said if age is not None and age < 120]
    return (*years, *([0] * babies))[:MOST]


def ages_told_beside(names: str | None) -> tuple[int, ...]:
    """Ages that stand beside the names: 王一一 6岁; never a bare number."""
    return (
        ages_told(names) if names and any(mark in names for mark in ("岁", "歲", "歳", "月", "year")) else ()
    )


def _without_ages(plain: str) -> str:
    return _MONTHS.sub(" ", _AGE.sub(" ", plain))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
