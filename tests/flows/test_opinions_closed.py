"""An opinion of somebody who can no longer be reached: settled all the same, and nobody is said to have been told."""

from __future__ import annotations

from bot.inbound import Inbound
from store import opinions
from tests.flows.kit import GUEST, STAFF, Inn, address_of


async def test_opinion_of_a_guest_who_left_the_account_can_be_closed_and_taken_back(inn: Inn) -> None:
    await inn.employ(STAFF, "owner")
    await inn.talk("投诉", "热水太慢了，等了十分钟", who=GUEST)
    gone = Inbound("gone", address_of(GUEST), "event", inn.clock.now(), "", event="unsubscribe")
    await inn.door.handle(gone)
    said = await inn.say("意见1 已办 换了热水器", STAFF)
    assert said == "意见1办结了；这位客人在这里联系不上，没有告知。弄错了回「撤销」。"
    assert await inn.todos() == []
    assert await inn.database.read(opinions.live, 5) == []
    await inn.say("撤销", STAFF)
    assert [one.id for one in await inn.database.read(opinions.live, 5)] == [1]
    await inn.tick()
    assert [to for to, _ in inn.post.sent if to == GUEST] == []
