"""Staff in WeCom: told there once they said their account, and in WeChat whenever WeCom does not take it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.context import Server
from scheduler.channel import Abilities, Accepted, Channel, Outcome, Refusal, Refused, TemplateMap, Unknown
from scheduler.delivery import Delivery
from store import people, places, wecom_accounts
from tests.flows.conftest import furnished as furnished  # noqa: PLC0414 - the fixture, for this folder too
from tests.flows.kit import GUEST, STAFF, Inn, address_of, open_inn

OTHER_STAFF = "o-other-staff"


class Wecom:
    """A WeCom app that answers as it is told, and keeps what it took."""

    def __init__(self) -> None:
        self.abilities = Abilities(customer_service=False, template=False, app=True)
        self.answer: Outcome = Accepted()
        self.sent: list[tuple[str, str]] = []

    async def send_text(self, to: str, text: str) -> Outcome:
        if isinstance(self.answer, Accepted):
            self.sent.append((to, text))
        return self.answer

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return await self.send_text(to, caption)

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        raise AssertionError("an app has no templates")


@pytest.fixture
async def house(furnished: Path, tmp_path: Path) -> AsyncIterator[Inn]:
    """A house with an app, and one of its staff."""
    shutil.copy(furnished, tmp_path / "house.db")
    inn = await open_inn(f"sqlite:///{tmp_path / 'house.db'}")
    inn.door = replace(inn.door, server=Server(wecom=True))
    await inn.employ()
    yield inn
    await inn.close()


async def send(inn: Inn, wecom: Wecom | None) -> None:
    channels: dict[str, Channel] = {"wechat": inn.post}
    if wecom is not None:
        channels[people.APP] = wecom
    await Delivery(inn.database, inn.world, channels).deliver()


def in_wechat(inn: Inn) -> list[str]:
    """What staff got in the house's account."""
    return [text for to, text in inn.post.sent if to == STAFF]


async def test_who_said_their_account_is_told_there(house: Inn) -> None:
    wecom = Wecom()
    assert "zhouxiao" in await house.say("企微 ZhouXiao", STAFF)
    await house.say("我要找老板", GUEST)
    await send(house, wecom)
    assert [to for to, _ in wecom.sent] == ["zhouxiao", "zhouxiao"]
    assert in_wechat(house) == []


async def test_who_said_none_is_told_in_wechat(house: Inn) -> None:
    await house.say("我要找老板", GUEST)
    await send(house, Wecom())
    assert len(in_wechat(house)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Refused(Refusal.UNREACHABLE, "60111 userid not found"),
        Refused(Refusal.CONFIGURATION, "60020 not allow to access from your ip"),
        Refused(Refusal.CONTENT, "40058 text exceeds the limit"),
    ],
    ids=lambda answer: answer.reason.value,
)
async def test_what_wecom_refuses_is_told_in_wechat_once(house: Inn, answer: Outcome) -> None:
    wecom = Wecom()
    await house.say("企微 zhouxiao", STAFF)
    await send(house, wecom)
    wecom.answer = answer
    await house.say("我要找老板", GUEST)
    await send(house, wecom)
    await send(house, wecom)
    assert len(in_wechat(house)) == 1


async def test_unknown_member_is_told_in_wechat_from_then_on(house: Inn) -> None:
    wecom = Wecom()
    await house.say("企微 zhouxiao", STAFF)
    wecom.answer = Refused(Refusal.UNREACHABLE, "60111 userid not found")
    await send(house, wecom)
    wecom.answer = Accepted()
    await house.say("我要找老板", GUEST)
    await send(house, wecom)
    assert wecom.sent == []
    await house.database.write(wecom_accounts.set_app, True)
    await house.say("还是找老板", GUEST)
    await send(house, wecom)
    assert len(wecom.sent) == 1


async def test_lost_answer_is_asked_for_once_more_by_the_same_way(house: Inn) -> None:
    wecom = Wecom()
    await house.say("企微 zhouxiao", STAFF)
    wecom.answer = Unknown("no answer")
    await send(house, wecom)
    assert in_wechat(house) == []


async def test_house_without_the_app_tells_in_wechat_what_waited_for_it(house: Inn) -> None:
    await house.say("企微 zhouxiao", STAFF)
    await house.say("我要找老板", GUEST)
    await house.database.write(wecom_accounts.set_app, False)
    await send(house, None)
    assert len(in_wechat(house)) == 2


async def test_second_voice_beside_serve_leaves_what_is_for_wecom_to_it(house: Inn) -> None:
    """`xiaoer chat` has no WeCom app: what it took it could only drop."""
    wecom = Wecom()
    await house.say("企微 zhouxiao", STAFF)
    await house.say("我要找老板", GUEST)
    await Delivery(house.database, house.world, {"terminal": house.post}, planned=False).deliver()
    await send(house, wecom)
    assert [to for to, _ in wecom.sent] == ["zhouxiao", "zhouxiao"]
    assert in_wechat(house) == []


async def without_the_account(house: Inn) -> None:
    """A member of staff reached in WeCom alone, and a colleague in the account who is in WeCom as well."""
    await house.employ(OTHER_STAFF)
    await house.say("企微 lisi", OTHER_STAFF)
    await house.say("企微 zhouxiao", STAFF)
    await send(house, Wecom())
    address = await house.database.read(places.standing, address_of(STAFF))
    assert address is not None
    await house.database.write(people.set_following, address.address_id, False)


@pytest.mark.parametrize(
    "answer",
    [
        Refused(Refusal.CONFIGURATION, "60020 not allow to access from your ip"),
        Refused(Refusal.UNREACHABLE, "60111 userid not found"),
    ],
    ids=lambda answer: answer.reason.value,
)
async def test_what_wecom_refuses_for_somebody_in_no_account_is_told_to_those_on_duty(
    house: Inn, answer: Outcome
) -> None:
    await without_the_account(house)
    wecom = Wecom()
    wecom.answer = answer
    await house.say("我要找老板", GUEST)
    for _ in range(3):
        await send(house, wecom)
    told = [text for to, text in house.post.sent if to == OTHER_STAFF]
    assert len(told) == 2  # their own notice, and the colleague's


async def test_account_of_a_colleague_is_not_given_away(house: Inn) -> None:
    await house.employ(OTHER_STAFF)
    await house.say("企微 zhouxiao", STAFF)
    assert "同事" in await house.say("企微 zhouxiao", OTHER_STAFF)


async def test_who_unbinds_is_told_in_wechat_also_after_the_next_start(house: Inn) -> None:
    wecom = Wecom()
    await house.say("企微 zhouxiao", STAFF)
    await send(house, wecom)
    await house.say("企微解绑", STAFF)
    await house.database.write(wecom_accounts.set_app, True)
    await house.say("我要找老板", GUEST)
    await send(house, wecom)
    assert len(wecom.sent) == 1
    assert len(in_wechat(house)) == 1
    assert address_of(STAFF).channel == "wechat"


async def test_house_without_an_app_says_so(house: Inn) -> None:
    house.door = replace(house.door, server=Server(wecom=False))
    assert "没有接" in await house.say("企微 zhouxiao", STAFF)


async def test_guest_has_no_such_word(house: Inn) -> None:
    await house.say("企微 zhouxiao", GUEST)
    await house.say("我要找老板", GUEST)
    wecom = Wecom()
    await send(house, wecom)
    assert wecom.sent == []
