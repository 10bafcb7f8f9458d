"""推送设置: the rules of what the house sends unasked, shown; changed by a word after a yes, with a sample; taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.context import Turn
from bot.handlers import laying
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.push_commands import KINDS, changes
from locales import N_, clock
from scheduler.by_hand import named_kind
from scheduler.pushes import Reader, Subject, named
from store.bookings import Booking
from store.house_file import HouseFileError, house_from, merge
from store.house_file.push_rules import KINDS as TEXTS
from store.house_file.push_rules import CheckOutPush, FollowUpPush, ThanksPush, allowed, misfit
from store.stays import Stay

CALLED = {kind: word for word, kind in reversed(tuple(KINDS.items()))}  # the first word for it


def rules(turn: Turn, command: Command) -> str:
    """推送设置: a line a kind, and what holds for all."""
    standing = turn.house.pushes
    lines = [_line(turn, kind) for kind in (*TEXTS, "paste")]
    lines += [
        turn.say(
            N_(
                "Quiet from {start} to {end}; at most {day} a day and {week} a week beside what a booking needs."
            ),
            start=clock(turn.language, standing.quiet_from),
            end=clock(turn.language, standing.quiet_to),
            day=standing.most_a_day,
            week=standing.most_a_week,
        ),
        turn.say(N_("To change: 推送 晨间 关, 推送 到店 19点, 推送 到店 文案 and your words.")),
    ]
    return "\n".join(lines)


def _line(turn: Turn, kind: str) -> str:
    rule = getattr(turn.house.pushes, kind)
    state = turn.say(N_("on")) if rule.enabled else turn.say(N_("off"))
    own = turn.say(N_("own words")) if getattr(rule, "text", "") else ""
    parts = [f"{CALLED[kind]} {named_kind(turn.language, kind)}", state, _when(turn, rule), own]
    return "｜".join(part for part in parts if part)


def _when(turn: Turn, rule: Any) -> str:
    if isinstance(rule, ThanksPush):
        return turn.say(N_("{n} minutes after they left"), n=rule.minutes)
    hour = clock(turn.language, rule.hour) if hasattr(rule, "hour") else ""
    if isinstance(rule, FollowUpPush):
        return turn.say(N_("{n} days after, {hour}"), n=rule.days, hour=hour)
    if isinstance(rule, CheckOutPush):
        return (
            turn.say(N_("the evening before, {hour}"), hour=hour)
            if rule.day == "before"
            else turn.say(N_("on the day, {hour}"), hour=hour)
        )
    return hour


def change(turn: Turn, command: Command) -> str | Proposal:
    """推送 晨间 关, 推送 到店 19点, 推送 到店 文案 …: to be shown first."""
    kind = KINDS[command.words["kind"]]
    if "text" in command.words:
        if kind == "paste":
            return turn.say(N_("That text is made for each arrival; look at one with 文案B23."))
        key = "text_en" if "english" in command.words else "text"
        return Proposal("push_rule", {"kind": kind, "changes": {key: command.words["text"].strip()}})
    found = changes(kind, command.words["change"].strip())
    if not found:
        return turn.say(
            N_(
                "I didn't get that. For example: 推送 晨间 关, 推送 到店 19点, 推送 退房 当天9点, 推送 感谢 2小时后."
            )
        )
    return Proposal("push_rule", {"kind": kind, "changes": found})


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    """What would hold then, and how it would read to a sample guest."""
    kind = str(detail["kind"])
    for key in ("text", "text_en"):
        text = str(detail["changes"].get(key, ""))
        if text and misfit(kind, text):
            return Refused(
                turn.say(
                    N_("This text names something I can't fill in there. It may name: {names}."),
                    names=allowed(kind, chinese=turn.language.startswith("zh")),
                )
            )
    try:
        then = house_from(merge(turn.house.model_dump(mode="json"), _paths(detail)))
    except HouseFileError:
        return Refused(
            turn.say(
                N_(
                    "That can't be: guests are left in peace from {start} to {end}, and numbers have their limits."
                ),
                start=clock(turn.language, turn.house.pushes.quiet_from),
                end=clock(turn.language, turn.house.pushes.quiet_to),
            )
        )
    shown = replace(turn, present=replace(turn.present, house=then))
    lines = [turn.say(N_("It would be then:")), _line(shown, kind)]
    if kind in TEXTS and getattr(then.pushes, kind).enabled:
        lines += [turn.say(N_("A guest would read:")), _sample(shown, kind, "text_en" in detail["changes"])]
    return "\n".join(lines)


def _sample(turn: Turn, kind: str, english: bool) -> str:
    """The push of a kind as a guest who does not exist would get it."""
    push = named(kind)
    assert push is not None, "every rule with a text is a push"
    code, sold = next(iter(turn.house.room_types.items()))
    day = turn.today + timedelta(days=1)
    language = "en" if english else turn.language
    booking = Booking(
        id=0, source="", source_ref="", state="confirmed", holder=turn.say(N_("Ms Wang")), phone=None,
        arrival=day, departure=day + timedelta(days=2), room_type=code, rooms=1, adults=2, children=0,
        total=None, notes=None, claim=None, eta=None, held_until=None, reason=None,
    )  # fmt: skip
    stay = Stay(sold.rooms[:1], 2, turn.now, None, None, None)
    return push.render(Subject(booking, turn.present, stay), Reader(language)).text


def _carry_out(turn: Turn, detail: Detail) -> str:
    if not laying.lay(turn, "push_rule", _paths(detail)):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done, from now on. A slip? Write 撤销."))


def _take_back(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: that push was changed again since. 推送设置 shows what holds."))
    return turn.say(N_("Taken back: the pushes are as before."))


def _paths(detail: Detail) -> dict[str, Any]:
    """The key paths of the house file that change, with their new values."""
    return {f"pushes.{detail['kind']}.{key}": value for key, value in detail["changes"].items()}


CHANGES: Mapping[str, Change] = {"push_rule": Change(_preview, _carry_out)}
TAKING_BACK = {"push_rule": _take_back}
