"""会员设置: the rules of points and levels, read and changed in chat: shown first, done after a yes, taken back for a while."""

from __future__ import annotations

from typing import Any

from bot.context import Turn
from bot.handlers import laying
from bot.handlers.points import all_levels
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.commands import Command
from bot.understanding.membership_commands import read_rule
from locales import N_
from store.house_file import HouseFileError, house_from, merge

# How a rule is called when it is shown; a level's and a reward's have the name before them.
NAMES = {
    "enabled": N_("points and membership"),
    "points_per_yuan": N_("points for each yuan"),
    "points_per_night": N_("points for each room and night"),
    "other_channels": N_("stays from other channels count"),
    "valid_months": N_("points are good for months"),
    "warn_days": N_("days of warning before points expire"),
    "period_months": N_("months that count for a level"),
    "nights": N_("nights for it"),
    "spend": N_("yuan spent for it"),
    "late_checkout": N_("late check-out until"),
    "points": N_("cost in points"),
}
LISTED = ("points_per_yuan", "points_per_night", "other_channels", "valid_months", "warn_days")


def rules(turn: Turn, command: Command) -> str | Proposal:
    """会员设置 lists; 会员设置 金卡 8晚 is shown first."""
    about = command.words.get("about")
    if about is None:
        return _listed(turn)
    rule = turn.house.membership
    said = read_rule(
        about,
        {code: level.name for code, level in rule.levels.items()},
        {code: reward.name for code, reward in rule.rewards.items()},
    )
    if said is None:
        return f"{turn.say(N_('I did not find which rule you mean.'))}\n{_examples(turn)}"
    return Proposal("membership_rule", {"path": said.path, "value": said.value})


def _listed(turn: Turn) -> str:
    rule = turn.house.membership
    lines = [turn.say(N_("Points and membership: {state}"), state=_value(turn, rule.enabled))]
    lines += [
        turn.say(N_("{rule}: {value}"), rule=turn.say(NAMES[key]), value=_value(turn, getattr(rule, key)))
        for key in LISTED
    ]
    if rule.levels:
        lines += all_levels(turn)
    lines += [
        turn.say(N_("· {reward} · {n} points"), reward=turn.words(reward, "name"), n=reward.points)
        for reward in rule.rewards.values()
    ]
    return "\n".join([*lines, _examples(turn)])


def _examples(turn: Turn) -> str:
    return turn.say(
        N_(
            "To change one: 会员设置 每元2分, 会员设置 金卡 8晚, 会员设置 金卡 消费5000, 会员设置 有效期 12个月, 会员设置 关"
        )
    )


def _value(turn: Turn, value: Any) -> str:
    if isinstance(value, bool):
        return turn.say(N_("on")) if value else turn.say(N_("off"))
    return "—" if value is None else str(value)


def _preview(turn: Turn, detail: Detail) -> str | Refused:
    path, value = str(detail["path"]), detail["value"]
    document = turn.house.model_dump(mode="json")
    before = _at(document, path)
    if before == value:
        return Refused(turn.say(N_("It is so already; nothing changes.")))
    try:
        house_from(merge(document, {f"membership.{path}": value}))
    except HouseFileError:
        return Refused(turn.say(N_("That value doesn't fit here; please try another one.")))
    lines = [
        turn.say(
            N_("{rule}: {before} → {after}"),
            rule=_named(turn, path),
            before=_value(turn, before),
            after=_value(turn, value),
        ),
        turn.say(N_("Points that were given stay; levels are worked out anew.")),
    ]
    return "\n".join(lines)


def _at(document: dict[str, Any], path: str) -> Any:
    found: Any = document["membership"]
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _named(turn: Turn, path: str) -> str:
    """金卡 · 要住满的晚数."""
    rule, (*table, key) = turn.house.membership, path.split(".")
    words = turn.say(NAMES[key])
    if not table:
        return words
    part = rule.levels[table[1]] if table[0] == "levels" else rule.rewards[table[1]]
    return f"{turn.words(part, 'name')} · {words}"


def _change(turn: Turn, detail: Detail) -> str:
    if not laying.lay(turn, "membership_rule", {f"membership.{detail['path']}": detail["value"]}):
        return turn.say(N_("That does not fit the rest of the house; nothing has changed."))
    return turn.say(N_("Done. A slip? Write 撤销 within ten minutes."))


def _take_back(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: that rule was changed again since. 会员设置 shows what holds."))
    return turn.say(N_("Taken back: the old rule holds again."))


CHANGES = {"membership_rule": Change(_preview, _change)}
TAKING_BACK = {"membership_rule": _take_back}
