"""What goes out: every way a row can go, order per recipient, one worker a row."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from store import elsewhere, mailbox, outbox, replies, sending, subjects, todos
from store.database import Database
from store.errors import Conflict
from store.outbox import OutboxRow
from store.sending import Claimed
from tests.conftest import MORNING
from tests.store.kit import guest, rows

SOON = timedelta(minutes=1)


async def lease_over(database: Database) -> None:
    """As if the lease of every row had ended long ago in database time."""
    await database.write(lambda c: c.execute(update(OutboxRow).values(lease_until=1)) and None)


async def say(database: Database, address: int, key: str, at: datetime = MORNING) -> int:
    return await database.write(outbox.say, key, "notice", address, f"text {key}", at)


async def claim(database: Database, at: datetime = MORNING) -> list[Claimed]:
    return await database.write(sending.claim, at)


async def claimed_one(database: Database, address: int) -> Claimed:
    await say(database, address, "k")
    (row,) = await claim(database)
    return row


# --- passive answers ---


async def test_answer_written_is_sent(inn: Database, may: int) -> None:
    row = await inn.write(replies.answer, "k", may, "有房", MORNING)
    await inn.write(replies.written, [row], MORNING)
    assert await rows(inn) == {"k": ("sent", "passive", "")}
    assert await inn.read(replies.last_said, may) == "有房"


async def test_answer_same_key_twice_conflicts(inn: Database, may: int) -> None:
    await inn.write(replies.answer, "k", may, "有房", MORNING)
    with pytest.raises(Conflict):
        await inn.write(replies.answer, "k", may, "没房", MORNING)


async def test_answer_late_is_due_and_no_longer_given_passively(inn: Database, may: int) -> None:
    row = await inn.write(replies.answer, "k", may, "有房", MORNING)
    await inn.write(replies.late, row, MORNING)
    assert await inn.write(replies.again, row) is None
    await inn.write(replies.written, [row], MORNING)
    assert await rows(inn) == {"k": ("due", "", "")}
    assert [found.id for found in await claim(inn)] == [row]


async def test_again_gives_the_same_text_while_it_is_passive(inn: Database, may: int) -> None:
    row = await inn.write(replies.answer, "k", may, "有房", MORNING)
    assert await inn.write(replies.again, row) == "有房"
    await inn.write(replies.written, [row], MORNING)
    assert await inn.write(replies.again, row) == "有房"
    assert await inn.write(replies.again, row + 1) is None


async def test_overdue_replies_become_due_after_their_twenty_seconds(inn: Database, may: int) -> None:
    await inn.write(replies.answer, "k", may, "有房", MORNING)
    assert await inn.write(replies.overdue, MORNING) == 0
    assert await claim(inn) == []
    await lease_over(inn)
    assert await inn.write(replies.overdue, MORNING) == 1
    assert [row.payload for row in await claim(inn)] == [{"text": "有房"}]


# --- claiming ---


async def test_claim_gives_what_is_due_and_nothing_earlier(inn: Database, may: int) -> None:
    await say(inn, may, "k", MORNING + SOON)
    assert await claim(inn) == []
    (row,) = await claim(inn, MORNING + SOON)
    assert (row.key, row.kind, row.address_id, row.tries, row.doubt) == ("k", "notice", may, 1, None)
    assert row.payload == {"text": "text k"}


async def test_claim_keeps_the_order_of_each_recipient(inn: Database, may: int) -> None:
    _, ann = await inn.write(guest, "o-ann")
    for address, key in ((may, "m1"), (may, "m2"), (ann, "a1"), (may, "m3")):
        await say(inn, address, key)
    first = await claim(inn)
    assert [row.key for row in first] == ["m1", "a1"]
    assert await claim(inn) == []
    await inn.write(sending.taken, first[0], "sent", MORNING)
    assert [row.key for row in await claim(inn)] == ["m2"]


async def test_claim_later_text_does_not_wait_for_one_not_yet_due(inn: Database, may: int) -> None:
    await say(inn, may, "tomorrow", MORNING + timedelta(days=1))
    await say(inn, may, "now")
    assert [row.key for row in await claim(inn)] == ["now"]


async def test_claim_waits_for_an_answer_under_way(inn: Database, may: int) -> None:
    row = await inn.write(replies.answer, "answer", may, "有房", MORNING)
    await say(inn, may, "after")
    assert await claim(inn) == []
    await inn.write(replies.written, [row], MORNING)
    assert [row.key for row in await claim(inn)] == ["after"]


async def test_claim_eight_workers_never_share_a_row(inn: Database) -> None:
    def many(connection: Connection) -> None:
        for number in range(40):
            _, address = guest(connection, f"o-{number}")
            outbox.say(connection, f"k{number}", "notice", address, "x", MORNING)

    await inn.write(many)
    claimed = await asyncio.gather(*(inn.write(sending.claim, MORNING, 7) for _ in range(8)))
    got = [row.id for worker in claimed for row in worker]
    assert len(got) == len(set(got))
    rest = await inn.write(sending.claim, MORNING, 40)
    assert len(got) + len(rest) == 40


async def test_claim_after_the_lease_ended_tells_of_doubt(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    assert await inn.write(sending.attempt, row, may, "text", {"text": "hello"}) is True
    await lease_over(inn)
    (again,) = await claim(inn)
    assert (again.id, again.tries, again.channel, again.payload) == (row.id, 2, "text", {"text": "hello"})
    assert again.doubt is not None
    assert 0 <= again.doubt < 60


async def test_first_worker_changes_nothing_once_its_lease_was_taken(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    await lease_over(inn)
    (again,) = await claim(inn)
    assert await inn.write(sending.attempt, row, may, "text", {"text": "hello"}) is False
    await inn.write(sending.settle, row, "dropped", "expired")
    await inn.write(sending.put_off, row, 1, "busy")
    await inn.write(sending.to_mailbox, row, may, {"text": "hello"}, "no_channel")
    assert await rows(inn) == {"k": ("sending", "", "")}
    assert again.tries == 2


# --- how a send ends ---


@pytest.mark.parametrize("status", ["sent", "under_review"])
async def test_taken_is_true_even_after_doubt(inn: Database, may: int, status: str) -> None:
    row = await claimed_one(inn, may)
    await inn.write(sending.settle, row, "doubtful", "timeout")
    await inn.write(sending.taken, row, status, MORNING, "msgid-1")
    assert await rows(inn) == {"k": (status, "", "")}
    assert await claim(inn) == []


@pytest.mark.parametrize("status", ["dropped", "doubtful"])
async def test_settle_ends_a_row_with_its_reason(inn: Database, may: int, status: str) -> None:
    row = await claimed_one(inn, may)
    await inn.write(sending.settle, row, status, "why")
    assert await rows(inn) == {"k": (status, "", "why")}
    await lease_over(inn)
    assert await claim(inn) == []


async def test_put_off_comes_again_when_its_wait_is_over(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    await inn.write(sending.put_off, row, 30, "busy")
    assert await claim(inn) == []
    await lease_over(inn)
    (again,) = await claim(inn)
    assert (again.tries, again.doubt) == (2, None)


async def test_put_off_untried_counts_no_try(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    await inn.write(lambda c: sending.put_off(c, row, 0, "waits", tried=False))
    await lease_over(inn)
    assert [again.tries for again in await claim(inn)] == [1]


async def test_result_event_of_a_template(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    await inn.write(sending.attempt, row, may, "template", {"text": "hello"})
    await inn.write(sending.taken, row, "under_review", MORNING, "msgid-1")
    assert await inn.write(sending.result_event, "msgid-2", True, "") is False
    assert await inn.write(sending.result_event, "", False, "") is False
    assert await inn.write(sending.result_event, "msgid-1", False, "user block") is True
    assert await rows(inn) == {"k": ("doubtful", "template", "user block")}


# --- mailbox ---


async def test_mailbox_leads_the_next_answer_once(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    await inn.write(sending.to_mailbox, row, may, {"text": "明天见"}, "window_closed")
    assert await rows(inn) == {"k": ("mailbox", "", "window_closed")}
    assert await inn.write(mailbox.take_mail, may, MORNING) == [mailbox.Mail("明天见")]
    assert await inn.write(mailbox.take_mail, may, MORNING) == []
    assert (await rows(inn))["k"][:2] == ("sent", "passive")


async def test_mailbox_expired_is_not_delivered(inn: Database, may: int) -> None:
    await inn.write(outbox.say, "k", "notice", may, "x", MORNING, MORNING + SOON)
    (row,) = await claim(inn)
    await inn.write(sending.to_mailbox, row, may, {"text": "x"}, "window_closed")
    assert await inn.write(mailbox.take_mail, may, MORNING + SOON) == []
    assert await inn.write(outbox.expire, MORNING + SOON) == 1
    assert await rows(inn) == {"k": ("dropped", "", "expired")}


async def _kept(inn: Database, may: int, key: str, text: str, about: str = "") -> None:
    """One notice that could not be pushed."""
    await inn.write(lambda c: outbox.say(c, key, "notice", may, text, MORNING, about=about))
    await lease_over(inn)
    (row,) = await claim(inn)
    await inn.write(sending.to_mailbox, row, may, row.payload or {}, "no_open_channel")


async def test_mailbox_leaves_out_what_is_settled_by_then(inn: Database, may: int) -> None:
    """A week of notices is no news: what is decided, done or placed since is kept as a row and not said."""
    for key in ("decided", "open"):
        await inn.write(todos.open_once, key, "cancel", MORNING)
    await inn.write(todos.finish_key, "decided", MORNING)
    await _kept(inn, may, "a", "取消申请，已办", subjects.todo("decided"))
    await _kept(inn, may, "b", "新单，已拒", subjects.held(326))
    await _kept(inn, may, "c", "撞单，已排好", subjects.unplaced(327))
    await _kept(inn, may, "d", "毛巾，已送", subjects.ticket(12))
    await _kept(inn, may, "e", "取消申请，等着", subjects.todo("open"))
    await _kept(inn, may, "f", "急事")
    assert await inn.write(mailbox.take_mail, may, MORNING) == [
        mailbox.Mail("取消申请，等着"),
        mailbox.Mail("急事"),
    ]
    assert (await rows(inn))["b"] == ("dropped", "", "settled")


async def test_mailbox_says_of_equal_reminders_the_newest(inn: Database, may: int) -> None:
    await inn.write(todos.open_once, "k", elsewhere.CLOSE, MORNING)
    for number in range(7):
        await _kept(inn, may, f"chase:{number}", f"还没弄好{number}", subjects.CHASE)
    assert await inn.write(mailbox.take_mail, may, MORNING) == [mailbox.Mail("还没弄好6")]
    assert (await rows(inn))["chase:0"] == ("dropped", "", "told_anew")


async def test_reminder_of_rooms_to_close_is_over_once_all_are_closed(inn: Database, may: int) -> None:
    await _kept(inn, may, "chase:1", "还没弄好", subjects.CHASE)
    assert await inn.write(mailbox.take_mail, may, MORNING) == []


async def test_expire_drops_what_waits_and_leaves_what_is_being_sent(inn: Database, may: int) -> None:
    for key in ("a", "b"):
        await inn.write(outbox.say, key, "notice", may, "x", MORNING, MORNING + SOON)
    await claim(inn)
    assert await inn.write(outbox.expire, MORNING + SOON) == 1
    assert {key: row[0] for key, row in (await rows(inn)).items()} == {"a": "sending", "b": "dropped"}


async def test_prune_forgets_only_what_is_over(inn: Database, may: int) -> None:
    row = await claimed_one(inn, may)
    await say(inn, may, "waits")
    assert await inn.write(outbox.prune, MORNING + SOON) == 0
    await inn.write(sending.taken, row, "sent", MORNING)
    assert await inn.write(outbox.prune, MORNING) == 0
    assert await inn.write(outbox.prune, MORNING + SOON) == 1
    assert list(await rows(inn)) == ["waits"]
