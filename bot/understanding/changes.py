"""Reads what is to be more or less than was booked: 加一个人, 提前一天走. It knows no booking."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.numerals import EN_NUMBER, ZH_NUMBER, number
from bot.understanding.reading import Reading

_N = ZH_NUMBER
_WHO = r"(?:朋友|同学|同事|妹妹?|弟弟?|姐姐?|哥哥?|妈妈?|爸爸?|老公|老婆|对象|男友|女友|男朋友|女朋友|闺蜜|家人|婆婆|公公|爷爷|奶奶)"
_MORE = re.compile(
    rf"(?:加|添|多|增加|再加|再来|多来)(?:了|上)?({_N})?\s?(?:个|位|名)(?:大?人(?!民|工|均)|{_WHO})|(?:加|多|添)({_N})人(?!份|间|房)"
    rf"|\b({EN_NUMBER}|an?|one) (?:more|extra|additional|other) (?:person|people|guest|adult|friend)s?\b|(?:もう|追加で)({_N})(?:人|名)"
)
_COMES_TOO = re.compile(
    rf"{_WHO}(?!们)[^,，。]{{0,4}}也(?:要|想|会)?(?:(?:一起|过)?来(?!不|没|过|[接送拿取看问电])|住(?!不|过)|一起(?!来))|\bmy (?:friend|sister|brother|mum|mom|dad) (?:is )?(?:coming|joining|will (?:come|join))\b(?! (?:(?:over|by|round) )?(?:to|and) (?:pick|collect|get|fetch|meet|see|drop|take)\b)"
)
_LESS = re.compile(
    rf"(?:少|减)(?:了|来|掉)?({_N})?\s?(?:个|位|名)(?:大?人(?!民|工|均)|{_WHO})|(?:少|减)({_N})人"
)
_FEWER_NIGHTS = re.compile(
    rf"(?:提前({_N})?|早({_N}))\s?(?:个)?(?:天|日|晚)(?:就)?(?:走|退房?|离店|离開|离开|回(?![复覆答应电话信我消]))|(?:少|不)住({_N})?\s?(?:天|晚|夜)(?!怎么|吗)"
    rf"|\b(?:leave|check out|go) ({EN_NUMBER}|an?|one) (?:day|night)s? (?:early|earlier)|({_N})(?:日|泊)早く(?:出|チェックアウト|帰)"
)


def read_changes(reading: Reading, plain: str) -> None:
    """How many people more (below zero: fewer), and how many nights fewer, than were booked."""
    if (match := _MORE.search(plain)) is not None:
        reading.put("more_guests", _count(match))
    elif (match := _LESS.search(plain)) is not None:
        reading.put("more_guests", -_count(match))
    elif _COMES_TOO.search(plain):
        reading.put("more_guests", 1)
    if (match := _FEWER_NIGHTS.search(plain)) is not None:
        reading.put("fewer_nights", _count(match))


def _count(match: re.Match[str]) -> int:
    return number(next((group for group in match.groups() if group), "1")) or 1
