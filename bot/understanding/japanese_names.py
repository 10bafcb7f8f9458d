"""Reads names as Japanese guests say them: 佐藤と申します, 名前は田中です, 鈴木で予約. It never guesses one from words that mean something else."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

SURNAMES = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邉|山本|中村|加藤|吉田|山田|佐々木|山口|松本|井上|木村|斎藤|齋藤|清水|山崎|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田"
    "|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|斉藤|福田|太田|西村|藤井|岡本|藤原|三浦|中野|原田|松田|竹内|小野|中山|和田|石田|森田|上田|柴田|酒井|工藤|横山|宮崎|宮本|内田|高木|谷口|大野"
)
_BOOKED = re.compile(
    r"(?:^|[、。\s])([\u4e00-\u9fff々]{2,6}|[ァ-ヶー·]{2,16})(?:という名前|の名前|名義|の名義)?で(?:の)?(?:予約|取って|とって|お願い)"
)
_NO_PERSON = re.compile(
    r"自分|本人|同じ|別|友[達人]|家族|会社|語|ツイン|ダブル|シングル|スイート|キング|クイーン|カード|ネット|アプリ|サイト|アゴダ|ブッキング|エアコン|和室|洋室|現金|部屋|空港|泊|[人名円号月日時分]|電話|予約|宿|館|禁煙|喫煙|早め|一緒|両方|後"
)
SAID = re.compile(
    r"(?:(?:名前|予約者名?|予約名|代表者名?|氏名|宿泊者名?|名義)は|私は|わたしは)?([\u4e00-\u9fff々ァ-ヶー·]{2,14}(?:[ 　][\u4e00-\u9fff々ァ-ヶー]{1,6})?)(?:と申します|と言います|といいます|です$|です。)"
)
_SAID_TO_BE = ("名前", "予約者", "予約名は", "代表者", "氏名は", "宿泊者", "名義は", "私")
_LETTER = r"[\u4e00-\u9fff々ぁ-んァ-ヶー]"
_NAME = rf"(?P<name>{_LETTER}{{1,8}}?(?:[ \u3000・·]{_LETTER}{{1,8}}?)?)"
_SAYING = r"(?:です|と申します|と言います|といいます|で)"
_PHONE = r"\+?\d[\d\s-]{7,}"
# A Japanese name where name or phone was asked for: after 名前は, before a phone number, behind it, or alone.
_ASKED = (
    re.compile(rf"(?:名前|氏名|名義)(?:は|[:：])\s?{_NAME}(?={_SAYING}|[、,。\s]|$)"),
    re.compile(rf"^{_NAME}{_SAYING}?[\s、,。]*(?:電話(?:番号)?は?[:：]?)?\s?(?={_PHONE})"),
    re.compile(rf"{_PHONE}[\s、,。]+(?:名前は)?{_NAME}{_SAYING}?[。]?$"),
)  # fmt: skip
_ALONE = re.compile(rf"{_NAME}{_SAYING}?[。]?")
_NO_NAME = re.compile(
    r"ます|です|ください|ない$|待|って$|たい|電話|番号|予約|部屋|宿泊|お願い|変更|キャンセル|名前|何|から|まで|泊|今日|明日|[はがをに]$"
)
# 山本恵子です, at the end of what is asked.
_I_AM = re.compile(
    rf"(?:^|[、。\s])((?:{SURNAMES})(?:[ \u3000]?(?:[\u4e00-\u9fff々]{{1,3}}|[ぁ-ん]{{2,4}}|[ァ-ヶー]{{2,5}}))?)です(?:[。!！、]|\s*$)"
)
# 名前:木村拓也, 小林由美の名前です.
_LABELLED = re.compile(
    r"(?:名前|氏名|予約者名?)[:：]\s?([\u4e00-\u9fff々ァ-ヶー·]{2,14}(?: [\u4e00-\u9fff々ァ-ヶー]{1,6})?)(?=[、,。\s]|$)|(?:^|[、。はが\s])([\u4e00-\u9fff々]{2,6})(?:という|の)名前(?:で|に)"
)


def told(raw: str) -> str | None:
    """The name a sentence tells, whatever was asked."""
    if (match := _BOOKED.search(raw)) and not _NO_PERSON.search(match.group(1)):
        return match.group(1)
    if (match := _I_AM.search(raw)) and not _NO_PERSON.search(match.group(1)):
        return match.group(1)
    if match := _LABELLED.search(raw):
        name: str = next(filter(None, match.groups()))
        return None if _NO_PERSON.search(name) else name
    match = SAID.search(raw)
    if match is None or _NO_NAME.search(match.group(1)):
        return None
    return match.group(1) if match.group(0).startswith(_SAID_TO_BE) or "と" in match.group(0) else None


def asked_for(raw: str, *, alone: bool) -> str | None:
    """田中花子 13800008000, 名前は田中です, and, where only a name was asked for, 田中 花子."""
    match = next(filter(None, (pattern.search(raw) for pattern in _ASKED)), None)
    match = match or (_ALONE.fullmatch(raw.strip()) if alone else None)
    return match["name"] if match and not _NO_NAME.search(match["name"]) else None
