"""设置 and 暂停: what is set, changed by one line after it was shown; whether bookings are taken in chat. No rights, no keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.context import Turn, vocabulary
from bot.handlers import laying, price_rules
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.house_terms import read_terms
from bot.understanding.price_rules import read_rule
from bot.understanding.setting_words import Wanted, read_setting
from locales import N_, clock, day, join
from store import house
from store.house_file import House
from store.house_file.fields import LATEST_CHECKOUT, LONGEST_TEXT

PAUSED = "bookings_paused_until"
FOR_EVER = date(9999, 12, 31)
NAMES = {
    "check_in": N_("check-in from"),
    "check_out": N_("check-out until"),
    "hold_minutes": N_("minutes a booking waits for you"),
    "instant_confirmation": N_("bookings need no yes"),
    "staffed_from": N_("somebody is up from"),
    "staffed_to": N_("somebody is up until"),
    "pushes.arrival.enabled": N_("arrival reminder"),
    "pushes.arrival.hour": N_("arrival reminder at"),
    "texts.welcome": N_("welcome words"),
    "texts.arrival_note": N_("words on arrival"),
    "texts.farewell": N_("farewell words"),
    "phone": N_("the house's phone"),
    "door.codes": N_("door codes in chat"),
    "cancellation.fee": N_("cancellation fee"),
    "cancellation.percent": N_("cancellation fee in per cent"),
    "cancellation.free_days": N_("cancelling is free until days before arrival"),
    "cancellation.free_until": N_("cancelling is free until"),
    "late_checkout.enabled": N_("late check-out at a price"),
    "late_checkout.until": N_("late check-out until at most"),
    "late_checkout.price": N_("late check-out, yuan an hour"),
    "extras.bed.enabled": N_("extra beds at a price"),
    "extras.bed.price": N_("extra bed, yuan a night"),
    "extras.bed.types": N_("extra beds in"),
    "extras.bed.most": N_("extra beds in one room at most"),
    "extras.breakfast.enabled": N_("more breakfast at a price"),
    "extras.breakfast.price": N_("more breakfast, yuan each"),
    "extras.breakfast.child_price": N_("a child's breakfast, yuan each"),
    "extras.child.enabled": N_("children at a price"),
    "extras.child.price": N_("a child without a bed, yuan a night"),
    "extras.child.free_under": N_("children are free under years"),
}
ON_TOP = {  # what says nothing while its price is not set
    "extras.bed.types": "bed",
    "extras.bed.most": "bed",
    "extras.breakfast.child_price": "breakfast",
    "extras.child.free_under": "child",
}
FEES = {
    "none": N_("none"),
    "first_night": N_("the first night"),
    "percent": N_("a part of the price"),
}
EXAMPLES = {
    "time": N_("Which hour? For example “设置 入住 15点”."),
    "hours": N_("From when to when? For example “设置 有人 8点-23点”."),
    "minutes": N_("How long? For example “设置 保留 60分钟”."),
    "switch": N_("On or off? For example “设置 自动确认 开”."),
    "words": N_("Which words? For example “设置 欢迎语 您好，欢迎来”."),
    "fee": N_(
        "Until when is cancelling free, and how much then? For example “设置 取消费 提前1天18点 首晚”, "
        "“设置 取消费 提前3天 50%”, “设置 取消费 不收”."
    ),
    "late": N_(
        "How much an hour, and until when at most? For example “设置 晚退 16点 每小时40”, “设置 晚退 关”."
    ),
    "bed": N_("How much a night, and in which rooms? For example “设置 加床 100 湖景 亲子”, “设置 加床 关”."),
    "breakfast": N_("How much is one? For example “设置 早餐 25”, “设置 早餐 25 儿童12”, “设置 早餐 关”."),
    "child": N_(
        "How much a night, and free under what age? For example “设置 儿童 50 6岁以下免费”, “设置 儿童 免费”."
    ),
    "phone": N_("Which number? For example “设置 电话 0872-2670000”."),
}


def settings(turn: Turn, command: Command) -> str | Proposal:
    """设置: all of them; 设置 入住 15点: to be shown first."""
    about = command.words.get("text", "").strip()
    if not about.strip("。.!！"):
        return _listed(turn)
    kinds = {code: kind.names() for code, kind in turn.house.room_types.items()}
    wanted = read_setting(about, kinds, {path: turn.say(name) for path, name in NAMES.items()})
    rule = read_rule(about)
    if rule is not None and not (rule.about and isinstance(wanted, Wanted)):  # 欢迎语 最少住2晚 sets a text
        return price_rules.proposed(turn, rule)
    if wanted is None:
        return turn.say(N_("I don't know that setting.")) + "\n" + _listed(turn)
    if isinstance(wanted, str):
        return turn.say(EXAMPLES[wanted])
    return Proposal("setting", {"values": [[path, said] for path, said in wanted.values]})


def _listed(turn: Turn) -> str:
    lines = [
        turn.say(N_("{name}: {value}"), name=turn.say(name), value=_said(turn, _at(turn.house, path)))
        for path, name in NAMES.items()
        if not _idle(turn.house, path)
    ]
    if paused(turn.house, turn.today):
        lines.append(_pause_said(turn))
    return "\n".join([*lines, turn.say(N_("To change one: “设置 入住 15点”, “设置 保留 60分钟”."))])


def _idle(document: House, path: str) -> bool:
    """Whether a value says nothing while the fee is as it is, or late check-out is off."""
    if path in ("late_checkout.until", "late_checkout.price"):
        return not document.late_checkout.enabled
    if path.startswith("extras."):
        part = path.split(".")[1]
        sold = _at(document, f"extras.{part}.enabled")
        known = _at(document, f"extras.{part}.price") is not None
        return sold if path.endswith(".enabled") else not sold or (path in ON_TOP and not known)
    fee = document.cancellation.fee
    if path == "cancellation.percent":
        return fee != "percent"
    return path.startswith("cancellation.free") and fee == "none"


def _at(document: House, path: str) -> Any:
    value: Any = document.model_dump(mode="json")
    for key in path.split("."):
        value = value[key]
    return value


def _said(turn: Turn, value: Any) -> str:
    if isinstance(value, bool):
        return turn.say(N_("on")) if value else turn.say(N_("off"))
    if isinstance(value, str) and value in FEES:
        return turn.say(FEES[value])
    if isinstance(value, list):
        names = [turn.words(kind, "name") for code, kind in turn.house.room_types.items() if code in value]
        return join(turn.language, names) if names else turn.say(N_("every room"))
    return str(value) if value not in ("", None) else turn.say(N_("nothing yet"))


def _steps(turn: Turn, detail: Detail) -> list[tuple[str, Any, Any]]:
    """(key path, as it is, as it would be), for what would change."""
    steps = [(str(path), _at(turn.house, str(path)), value) for path, value in detail["values"]]
    return [step for step in steps if step[1] != step[2]]


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    steps = _steps(turn, detail)
    if not steps:
        return Refused(turn.say(N_("It is set like that already; nothing changes.")))
    trouble = house.trouble(turn.connection, {path: value for path, _, value in steps})
    if trouble:
        return Refused(_why_not(turn, trouble))
    return "\n".join(
        turn.say(
            N_("{name}: {before} → {then}"),
            name=turn.say(NAMES[path]),
            before=_said(turn, before),
            then=_said(turn, then),
        )
        for path, before, then in steps
    )


def _why_not(turn: Turn, paths: tuple[str, ...]) -> str:
    """Why the house would not hold, in the owner's words."""
    if "check_out" in paths or "check_in" in paths:
        return turn.say(
            N_("Check-out must be before check-in, which is {check_in} now ({check_out} for check-out)."),
            check_in=clock(turn.language, turn.house.check_in),
            check_out=clock(turn.language, turn.house.check_out),
        )
    if "hold_minutes" in paths:
        return turn.say(N_("A booking can wait from 5 minutes to a day. For example “设置 保留 60分钟”."))
    if any(path.startswith("texts.") for path in paths):
        return turn.say(N_("Please make it shorter, {n} letters at most."), n=LONGEST_TEXT)
    if "late_checkout.until" in paths:
        words = N_(
            "At the latest {time}: the room is cleaned that day. For example “设置 晚退 16点 每小时40”."
        )
        return turn.say(words, time=clock(turn.language, LATEST_CHECKOUT))
    if "phone" in paths:
        return turn.say(N_("That is no phone number. Write it like “设置 电话 0872-2670000”."))
    return turn.say(N_("That does not fit the rest of the house; nothing has changed."))


def _set(turn: Turn, detail: Detail) -> str:
    return _laid(turn, {path: then for path, _, then in _steps(turn, detail)})


def _laid(turn: Turn, values: Mapping[str, Any]) -> str:
    if not laying.lay(turn, "setting", values):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done. A slip? Write 撤销 within ten minutes."))


def _take_back(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: it was changed again since. 设置 shows what holds."))
    return turn.say(N_("Taken back: everything is set as before."))


# --- taking bookings, or not ---


def paused(document: House, today: date) -> bool:
    """Whether no booking is taken in chat today."""
    until = document.bookings_paused_until
    return until is not None and today <= until


def pause(turn: Turn, command: Command) -> str | Proposal:
    """暂停, 暂停到12.26: to be shown first."""
    terms = read_terms(command.words.get("about", ""), turn.today, vocabulary(turn.present))
    until = max((last for _, last in terms.nights), default=FOR_EVER)
    if terms.past:
        return turn.say(N_("That day is over. For example “暂停到{day}”."), day=_next(turn))
    return Proposal("pause", {"until": until.isoformat()})


def resume(turn: Turn, command: Command) -> str:
    """恢复: at once, as it harms nobody."""
    if not paused(turn.house, turn.today):
        return turn.say(N_("Bookings are being taken; nothing is paused."))
    laying.lay(turn, "setting", {PAUSED: None})
    return turn.say(N_("Bookings are taken in chat again. A slip? Write 撤销."))


def _next(turn: Turn) -> str:
    tomorrow = turn.today + timedelta(days=1)
    return f"{tomorrow.month}.{tomorrow.day}"


def _preview_pause(turn: Turn, detail: Detail) -> str | Refused:
    until = date.fromisoformat(detail["until"])
    if turn.house.bookings_paused_until == until:
        return Refused(_pause_said(turn))
    if until == FOR_EVER:
        head = turn.say(N_("No bookings in chat from now on, until you write 恢复."))
    else:
        head = turn.say(
            N_("No bookings in chat until {day}, that day included."),
            day=day(turn.language, until, today=turn.today),
        )
    return (
        f"{head}\n{turn.say(N_('Guests are told so, with the phone number. Bookings that are there stay.'))}"
    )


def _pause(turn: Turn, detail: Detail) -> str:
    laying.lay(turn, "setting", {PAUSED: detail["until"]})
    return turn.say(N_("Paused. 恢复 takes bookings again."))


def _pause_said(turn: Turn) -> str:
    until = turn.house.bookings_paused_until
    if until is None or until == FOR_EVER:
        return turn.say(N_("Bookings are paused, until you write 恢复."))
    return turn.say(
        N_("Bookings are paused until {day}; 恢复 ends it."), day=day(turn.language, until, today=turn.today)
    )


def told_paused(turn: Turn) -> str:
    """What a guest hears who would book now: true, kind, and with a way on."""
    until = turn.house.bookings_paused_until
    if until is None or until == FOR_EVER:
        return turn.say(
            N_(
                "I'm sorry, the house is not taking bookings here just now. Please call {phone}; they gladly help."
            ),
            phone=turn.house.phone,
        )
    return turn.say(
        N_("I'm sorry, the house takes no bookings here until {day}. Please call {phone}; they gladly help."),
        day=day(turn.language, until, today=turn.today),
        phone=turn.house.phone,
    )


CHANGES = {"setting": Change(_preview, _set), "pause": Change(_preview_pause, _pause)}
TAKING_BACK = {"setting": _take_back}
