"""Each role and each command: done for whom it is granted; refused, written down and answered for everybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handlers.commands import COMMANDS, EVERYDAY
from bot.simulator.account import Account
from bot.understanding.house_commands import EXAMPLES
from store.people import Role
from store.rights import MAY_COMMAND
from store.world import World
from tests.template import migrated
from tests.webhook.kit import Street, street

REFUSED = "这个要店主来办"
OWNERS = sorted(MAY_COMMAND["owner"] - MAY_COMMAND["staff"])
STAFFS = sorted(MAY_COMMAND["staff"] & EXAMPLES.keys())


@pytest.fixture
async def shop(tmp_path: Path, world: World) -> AsyncIterator[Street]:
    async with street(Account(), migrated(tmp_path), world) as opened:
        yield opened


def test_every_command_is_granted_to_somebody_and_carried_out_by_somebody() -> None:
    assert COMMANDS.keys() == frozenset().union(*MAY_COMMAND.values())


def test_owner_may_do_whatever_staff_may() -> None:
    assert MAY_COMMAND["staff"] < MAY_COMMAND["owner"]


@pytest.mark.parametrize("role", ["staff", "owner"])
async def test_granted_command_is_not_refused(shop: Street, role: Role) -> None:
    phone = await shop.employ("a", role)
    before = await shop.count("audit", "action = 'refused'")
    granted = [EXAMPLES[name][0] for name in sorted(MAY_COMMAND[role] & EXAMPLES.keys())]
    answers = [(await phone.say(text)).text for text in granted]
    assert [text for text, answer in zip(granted, answers, strict=True) if REFUSED in answer] == []
    assert await shop.count("audit", "action = 'refused'") == before


async def test_command_of_the_owner_from_staff_is_refused_with_what_staff_may_write(shop: Street) -> None:
    phone = await shop.employ("a")
    before = await shop.count("audit", "action = 'refused'")
    answers = [(await phone.say(EXAMPLES[name][0])).text for name in OWNERS]
    assert [answer.split("。")[0] for answer in answers] == [REFUSED] * len(OWNERS)
    assert await shop.count("audit", "action = 'refused'") == before + len(OWNERS)
    assert await shop.count("staff_invites") == 0


async def test_command_from_a_guest_is_anybodys_words_and_written_down_unless_guests_say_it_too(
    shop: Street,
) -> None:
    await shop.employ("a")
    guest = shop.platform.phone("o_guest")
    await guest.follow()
    before = await shop.count("audit", "action = 'refused'")
    for name in (*OWNERS, *STAFFS):
        answer = (await guest.say(EXAMPLES[name][0])).text
        assert REFUSED not in answer
        assert "「帮助」" not in answer
    said_too = [name for name in (*OWNERS, *STAFFS) if name in EVERYDAY or name in MAY_COMMAND["guest"]]
    numbered = ["identify"]  # G12是B23 is an attempt, 是302 an answer
    attempts = len(OWNERS) + len(STAFFS) - len(said_too) + len(numbered)
    assert await shop.count("audit", "action = 'refused'") == before + attempts
    assert (
        await shop.count("staff_invites") == await shop.count("handovers") == await shop.count("deeds") == 0
    )
