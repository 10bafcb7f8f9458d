"""The whole examination, in order, and what it comes to: for the terminal, for a program, and short for the owner's chat.

The one thing it writes is what the account was found able to do, laid over the house file; delivery goes by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.doctor import diagnosis, ground, street
from bot.doctor.account import Kind, Seen, look
from bot.doctor.findings import WORST_FIRST, Finding, title
from bot.settings import Settings
from bot.wechat.transport import open_session
from locales import N_, say
from store import house
from store.database import Connection, Database
from store.house_file import House
from store.house_file.wechat import ABILITIES, Ability
from store.shared import Shared
from store.world import World

if TYPE_CHECKING:
    from bot.wechat.client import WeChatApi

FOUND = "wechat.abilities"  # where in the house it stands
SHORT = 6  # findings in chat: the rest stands in `xiaoer doctor`
LINE = 300  # letters of one of them
ROOM = 3_400  # bytes of all of it: two messages in chat, wherever they are parted
_LINES = {
    "attention": N_("Look at {subject}: {found} {advice}"),
    "wrong": N_("Wrong with {subject}: {found} {advice}"),
}
_MARKS = {"ok": "✓", "attention": "!", "wrong": "✗"}


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    kind: Kind | None = None
    abilities: Mapping[Ability, bool] = field(default_factory=dict)  # empty where WeChat told nothing
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.level != "wrong" for finding in self.findings)

    def lines(self, language: str) -> list[str]:
        """All of it for a terminal."""
        lines: list[str] = []
        for finding in self.findings:
            name = title(language, finding.subject)
            lines.append(f"{_MARKS[finding.level]} {name}: {finding.words(language)}")
            lines += [f"    {line}" for line in finding.detail.splitlines()]
            if advice := finding.to_do(language):
                lines.append(f"    → {advice}")
        return [*lines, *self._row(language)]

    def _row(self, language: str) -> list[str]:
        if not self.abilities:
            return []
        named = say(language, diagnosis.KINDS[self.kind]) if self.kind else "?"
        lines = ["", say(language, N_("What this account can do ({kind}):"), kind=named)]
        for ability, name in diagnosis.NAMES.items():
            may = self.abilities.get(ability)
            mark = "?" if may is None else "✓" if may else "✗"
            instead = f" → {say(language, diagnosis.INSTEAD[ability])}" if may is False else ""
            lines.append(f"  {mark} {say(language, name)}{instead}")
        return lines

    def plain(self, language: str) -> dict[str, Any]:
        """All of it for a program."""
        return {
            "sound": self.sound,
            "kind": self.kind,
            "abilities": dict(self.abilities),
            "findings": [
                {
                    "subject": finding.subject,
                    "level": finding.level,
                    "text": finding.words(language),
                    "advice": finding.to_do(language),
                    "detail": finding.detail,
                }
                for finding in self.findings
            ],
        }

    def short(self, language: str) -> str:
        """For the owner's chat: the kind, what is off, what to do; never how many things are fine one by one."""
        lines = []
        if self.kind is not None:
            lines.append(say(language, diagnosis.KIND_TEXTS[self.kind]))
        off = [name for name in diagnosis.MISSED if self.abilities.get(name) is False]
        without = N_("· No {name}: {instead}.")
        for ability in off:
            name, instead = diagnosis.NAMES[ability], diagnosis.INSTEAD[ability]
            lines.append(say(language, without, name=say(language, name), instead=say(language, instead)))
        rest = [one for level in WORST_FIRST[:2] for one in self.findings if one.level == level]
        if not rest:
            return "\n".join([*lines, say(language, N_("Everything else is in order."))])
        told = 0
        for one in rest[:SHORT]:
            values = {"subject": title(language, one.subject), "found": one.words(language)}
            line = say(language, _LINES[one.level], **values, advice=one.to_do(language))
            line = line if len(line) <= LINE else f"{line[: LINE - 1]}…"
            if len("\n".join([*lines, line]).encode()) > ROOM:
                break
            lines.append(line)
            told += 1
        if len(rest) > told:
            more = N_("… and {n} more: run `xiaoer doctor` on the server.")
            lines.append(say(language, more, n=len(rest) - told))
        return "\n".join(lines)


async def examine(
    chosen: Settings,
    world: World,
    shared: Shared,
    database: Database | None,
    file: House | None = None,
    before: tuple[Finding, ...] = (),
) -> Report:
    """Look at everything outside.

    `before` was found while opening the database; where that failed it is None, and `file` tells of the house.
    """
    findings = [*before, *ground.sending(chosen)]
    if database is not None and (trouble := await ground.writable(database)) is not None:
        findings.append(trouble)
        database = None
    findings += ground.disk(chosen.database_url.get_secret_value())
    if (answer := await ground.redis(chosen)) is not None:
        findings.append(answer)
    standing = await _standing(database, file)
    seen = Seen(unreached="-")
    async with open_session() as session:
        if chosen.wechat_app_id is not None and chosen.wechat_app_secret is not None:
            seen = await look(_api(chosen, session, shared, world))
            wechat = standing.wechat if standing is not None else None
            findings += diagnosis.account(seen, wechat)
            if seen.answered:
                findings += [*diagnosis.menu(seen), *diagnosis.templates(seen, wechat)]
        if (time := await street.clock(chosen, session, world)) is not None:
            findings.append(time)
        findings += [one async for one in street.domain(chosen, session, world)]
        findings += [one async for one in street.wecom(chosen, session, shared, world)]
    if database is not None and seen.answered and seen.abilities:
        await database.write(take_down, seen.abilities, world.clock.now())
    return Report(seen.kind, seen.abilities, tuple(findings))


def take_down(connection: Connection, found: Mapping[Ability, bool], now: datetime) -> None:
    """Lay what was found over the house, where it differs from what the account's kind can; nothing to lay is taken away."""
    present = house.present(connection)
    if present is None:
        return
    kind = ABILITIES[present.house.wechat.account]
    differs = {name: may for name, may in sorted(found.items()) if may != (name in kind)}
    was_laid, laid = house.overridden(connection, FOUND)
    if differs and differs != laid:
        house.override(connection, FOUND, differs, now)
    elif not differs and was_laid:
        house.lift(connection, FOUND)


async def _standing(database: Database | None, file: House | None) -> House | None:
    """The house with what was changed in chat, else as its file has it."""
    present = await database.read(house.present) if database is not None else None
    return present.house if present is not None else file


def _api(chosen: Settings, session: aiohttp.ClientSession, shared: Shared, world: World) -> WeChatApi:
    from bot.wechat.client import WeChatApi  # noqa: PLC0415 - half a second that --help need not pay

    secret = chosen.wechat_app_secret.get_secret_value() if chosen.wechat_app_secret else ""
    return WeChatApi(chosen.wechat_app_id or "", secret, session, shared, world, chosen.wechat_api_base)
