"""渠道 手动 美团、携程: which channels the owner wants to be asked to close and open by hand. It asks nobody itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.context import Turn
from bot.handlers import laying
from bot.handlers.proposals import Detail
from bot.understanding.channel_words import code_of
from locales import N_, join


def name(turn: Turn, names: Sequence[str], *, by_hand: bool) -> str:
    """Ask for closing and opening on these from now on, or no longer."""
    values: dict[str, Any] = {}
    called = []
    for said in names:
        code, known = _known(turn, said, values)
        values[f"channels.{code}"] = {**known, "by_hand": by_hand}
        called.append(known["name"])
    if not laying.lay(turn, "channels_by_hand", values):
        return turn.say(N_("That can't be a channel's name. For example: 渠道 手动 美团、携程."))
    channels = join(turn.language, called)
    if by_hand:
        return turn.say(
            N_(
                "Noted: for each room sold, changed or freed I ask you to close or open it on {channels}, one by one. "
                "Whatever else you sell on, name it as well. A slip? Write 撤销."
            ),
            channels=channels,
        )
    return turn.say(
        N_("Fine, nobody is asked about {channels} any more. A slip? Write 撤销."), channels=channels
    )


def _known(turn: Turn, said: str, taken: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The channel as the house has it, by code and values; a new one gets a code that nobody has."""
    for code, one in turn.house.channels.items():
        if said.casefold() in (code, one.name.casefold(), one.name_en.casefold()):
            return code, one.model_dump(mode="json")
    wanted = code_of(said)
    codes = {*turn.house.channels, *(path.partition(".")[2] for path in taken)}
    free = next(
        code
        for code in (wanted, *(f"channel_{n}" for n in range(1, len(codes) + 2)))
        if code and code not in codes
    )
    return free, {"name": said}


def _take_back(turn: Turn, detail: Detail) -> str:
    if not laying.take_back(turn, detail):
        return turn.say(N_("Too late: it was changed again since. 渠道 shows what holds."))
    return turn.say(N_("Taken back: the channels are as before."))


TAKING_BACK = {"channels_by_hand": _take_back}
