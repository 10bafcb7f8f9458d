"""Money that moves over a provider and over the counter: nothing goes back twice, and nobody is told another's sums."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, update

from bot.context import Server
from scheduler import paying
from scheduler.provider import Notice
from store import bookings, claims, folio, intake, payments, places, repayments, todos
from store.bookings import BookingRow, State
from store.folio import Folio
from store.intake import Wish
from store.payments import Payment
from store.people import addresses_of
from tests.chance import SeededChance
from tests.flows.kit import GUEST, Inn, address_of

OWNER = "o-owner"


async def cashier(inn: Inn) -> int:
    """The house takes payments online, its owner is here, and there is a booking of ¥1036."""
    await inn.employ(OWNER, "owner")
    inn.door.server = Server(provider="simulated", public_url="https://inn.example")
    await inn.say("你好")
    return await inn.book("1", 20, 2)


async def asked(inn: Inn, booking_id: int, fen: int) -> Payment:
    """A link is out."""
    booking = await inn.database.read(bookings.get, booking_id)
    assert booking is not None
    address = (await inn.database.read(_guest, booking_id))[1]
    now = inn.clock.now()
    return await inn.database.write(payments.ask, booking, address, fen, "simulated", now, SeededChance(7))


def _guest(connection: Connection, booking_id: int) -> tuple[int, int]:
    return addresses_of(connection, bookings.holders(connection, booking_id))[0]


async def paid(inn: Inn, booking_id: int, fen: int) -> Payment:
    """It is paid."""
    payment = await asked(inn, booking_id, fen)
    assert await inn.database.write(payments.pay, payment, "ref", "online", inn.clock.now())
    return payment


async def bill(inn: Inn, booking_id: int) -> Folio:
    booking = await inn.database.read(bookings.get, booking_id)
    assert booking is not None
    return await inn.database.write(folio.of, booking, inn.clock.now())


async def test_what_is_on_its_way_back_is_not_given_back_again_in_cash(inn: Inn) -> None:
    booking = await cashier(inn)
    await paid(inn, booking, 30_000)
    await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    await inn.talk("退款B1", "好", who=OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 30_000
    for text in ("退款B1", "退款B1 300", "退款B1 300 现金"):
        assert "在退了" in await inn.say(text, OWNER)
        await inn.say("好", OWNER)
    assert (await bill(inn, booking)).paid == 30_000


async def test_what_was_given_back_in_cash_does_not_go_back_online_as_well(inn: Inn) -> None:
    booking = await cashier(inn)
    await paid(inn, booking, 30_000)
    await inn.talk("退款B1 300 现金", "好", who=OWNER)
    assert (await bill(inn, booking)).paid == 0
    await inn.talk("退款B1 300", "好", who=OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 0


async def test_refund_taken_back_waits_again(inn: Inn) -> None:
    await cashier(inn)
    await inn.talk("收款B1 300 现金", "好", who=OWNER)
    await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    assert "give_back" in await inn.todos()
    await inn.talk("退款B1 300 现金", "好", who=OWNER)
    assert "give_back" not in await inn.todos()
    await inn.say("撤销", OWNER)
    assert "give_back" in await inn.todos()


async def test_what_the_provider_could_not_give_back_is_ticked_off_once_it_is(inn: Inn) -> None:
    booking = await cashier(inn)
    await paid(inn, booking, 30_000)
    await inn.talk("退款B1 300", "好", who=OWNER)
    back, payment = await inn.database.read(repayments.get, 1) or (None, None)
    assert back is not None
    assert payment is not None
    now = inn.clock.now()
    await inn.database.write(repayments.not_paid_back, back, "no balance", now)
    await inn.database.write(todos.open_once, "repay:x", "repay", now, booking_id=booking)
    await inn.talk("退款B1 300 现金", "好", who=OWNER)
    assert await inn.todos() == []


async def test_money_written_down_beside_it_does_not_tick_off_a_repayment_of_unknown_outcome(
    inn: Inn,
) -> None:
    booking = await cashier(inn)
    await paid(inn, booking, 30_000)
    await inn.talk("退款B1 200", "好", who=OWNER)
    await inn.tick()  # no provider answers
    await inn.database.write(
        todos.open_once, "differs:x:y", "repay", inn.clock.now(), booking_id=booking, detail={"text": "y"}
    )
    assert await inn.todos() == ["repay", "repay"]
    await inn.talk("退款B1 50 现金", "好", who=OWNER)
    assert await inn.todos() == ["repay", "repay"]
    await inn.talk("收款B1 300 现金", "好", who=OWNER)
    assert await inn.todos() == ["repay"]


async def test_too_much_paid_is_not_forgotten_though_the_booking_stands(inn: Inn) -> None:
    booking = await cashier(inn)
    await inn.talk("记账B1 红酒 200", "好", who=OWNER)
    await paid(inn, booking, 123_600)
    await inn.talk("撤销", who=OWNER)
    assert await inn.todos() == ["give_back"]
    await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    await inn.say("撤销", OWNER)
    assert await inn.todos() == ["give_back"]


async def test_repayment_of_unknown_outcome_stays_reserved_and_is_asked_about_again(inn: Inn) -> None:
    booking = await cashier(inn)
    await paid(inn, booking, 30_000)
    await inn.talk("退款B1 300", "好", who=OWNER)
    await inn.tick()  # no provider answers
    assert "repay" in await inn.todos()
    assert await inn.database.read(repayments.under_way, booking) == 30_000
    told = [text for _, text in inn.post.sent]
    assert any("商户平台" in text for text in told)
    assert not any("请手工退" in text for text in told)
    assert "再问一次" in await inn.say("退款B1", OWNER)
    assert "在退了" in await inn.say("退款B1 300 现金", OWNER)
    back, payment = await inn.database.read(repayments.get, 1) or (None, None)
    assert back is not None
    assert payment is not None
    assert back.state == "asked"


async def in_doubt(inn: Inn) -> int:
    """¥300 too much was paid; whether it went back nobody knows."""
    booking = await cashier(inn)
    await paid(inn, booking, 133_600)
    await inn.talk("退款B1", "好", who=OWNER)
    await inn.tick()  # no provider answers
    assert await inn.todos() == ["repay"]
    return booking


async def test_repayment_that_did_not_go_back_is_owed_again_once_the_owner_says_so(inn: Inn) -> None:
    booking = await in_doubt(inn)
    assert "¥300" in await inn.say("没退成B1", OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 30_000  # nothing before the yes
    assert "记下了" in await inn.say("好", OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 0
    assert await inn.todos() == ["give_back"]
    assert "没有说不清" in await inn.say("没退成B1", OWNER)  # once
    await inn.talk("退款B1", "好", who=OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 30_000
    assert await inn.todos() == []


async def test_word_that_it_did_not_go_back_is_taken_back_while_nothing_went_back_since(inn: Inn) -> None:
    booking = await in_doubt(inn)
    await inn.talk("B1退款没到", "好", "撤销", who=OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 30_000
    assert await inn.todos() == ["repay"]
    await inn.talk("没退成B1", "好", who=OWNER)
    repaying = await inn.database.read(repayments.get, 1)
    assert repaying is not None
    assert repaying[0].state == "failed"
    again = inn.database.write(
        repayments.pay_back, booking, 30_000, "again", repaying[0].by_id, inn.clock.now()
    )
    assert await again
    assert "来不及了" in await inn.say("撤销", OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 30_000


async def test_word_that_it_did_not_go_back_stays_once_a_colleague_gave_cash_back(inn: Inn) -> None:
    booking = await in_doubt(inn)
    await inn.employ("o-owner-2", "owner")
    await inn.talk("没退成B1", "好", who=OWNER)
    inn.clock.wind(inn.clock.now() + timedelta(minutes=1))
    await inn.talk("退款B1 300 现金", "好", who="o-owner-2")
    assert "来不及了" in await inn.say("撤销", OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 0


async def test_repayment_that_is_asked_about_just_now_is_not_said_to_have_failed(inn: Inn) -> None:
    booking = await in_doubt(inn)
    await inn.say("没退成B1", OWNER)
    assert await inn.database.write(repayments.ask_again, booking)
    assert "在退了" in await inn.say("好", OWNER)
    assert await inn.database.read(repayments.under_way, booking) == 30_000


async def test_only_the_owner_says_that_money_did_not_go_back(inn: Inn) -> None:
    booking = await in_doubt(inn)
    await inn.employ("o-staff", "staff")
    await inn.talk("没退成B1", "好", who="o-staff")
    assert await inn.database.read(repayments.under_way, booking) == 30_000


async def test_order_refused_by_the_provider_leaves_no_link_and_the_owner_hears_once(inn: Inn) -> None:
    booking = await cashier(inn)
    payment = await asked(inn, booking, 30_000)
    await inn.tick()
    await inn.tick()
    now = await inn.database.read(payments.get, payment.id)
    assert now is not None
    assert now.state == "closed"
    assert len([to for to, text in inn.post.sent if "线上付不了" in text]) == 1


async def test_link_is_over_once_its_reason_is_gone_and_too_much_is_called_so(inn: Inn) -> None:
    booking = await cashier(inn)
    first = await asked(inn, booking, 103_600)
    await inn.talk("收款B1 1000 现金", "好", who=OWNER)
    closed = await inn.database.read(payments.get, first.id)
    assert closed is not None
    assert closed.state == "closed"
    became = await inn.database.write(
        paying.received, Notice(first.number, first.fen, "ref", paid=True), inn.clock.now()
    )
    assert became == "paid"
    assert "give_back" in await inn.todos()
    await inn.tick()
    told = [text for _, text in inn.post.sent]
    assert any("¥1000" in text and "退款B1" in text for text in told)
    assert any("多了¥1000" in text for text in told)
    assert not any("已付清" in text for text in told)


async def test_link_over_more_than_the_bill_is_over_once_a_charge_is_taken_back(inn: Inn) -> None:
    booking = await cashier(inn)
    await inn.talk("记账B1 红酒 200", "好", who=OWNER)
    first = await asked(inn, booking, 123_600)
    await inn.say("撤销", OWNER)
    closed = await inn.database.read(payments.get, first.id)
    assert closed is not None
    assert closed.state == "closed"


async def test_hold_the_house_cancels_and_takes_back_still_lapses(inn: Inn) -> None:
    booking = await cashier(inn)
    until = inn.clock.now() + timedelta(minutes=30)
    await inn.database.write(_held, booking, until)
    await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    assert "撤销了" in await inn.say("撤销", OWNER)
    found = await inn.database.read(bookings.get, booking)
    assert found is not None
    assert (found.state, found.held_until) == ("held", until)
    inn.clock.wind(until + timedelta(minutes=1))
    await inn.tick()
    assert await inn.bookings() == [("B1", "cancelled")]


def _held(connection: Connection, booking_id: int, until: datetime) -> None:
    mine = update(BookingRow).where(BookingRow.id == booking_id)
    connection.execute(mine.values(state="held", held_until=until))


async def test_change_costs_what_was_read_back_though_the_price_rose_before_the_yes(inn: Inn) -> None:
    booking = await cashier(inn)
    assert "¥1036" in await inn.say("我想改到26号")
    await inn.talk("改价 12.24-30 湖景 888", "好", who=OWNER)
    await inn.say("好")
    await inn.say("同意B1", OWNER)
    found = await inn.database.read(bookings.get, booking)
    assert found is not None
    assert (found.arrival, found.total) == (date(2026, 12, 26), 103_600)


async def test_link_is_over_when_the_booking_is_cancelled(inn: Inn) -> None:
    booking = await cashier(inn)
    first = await asked(inn, booking, 103_600)
    await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    closed = await inn.database.read(payments.get, first.id)
    assert closed is not None
    assert closed.state == "closed"


async def claimed(inn: Inn, source: str = "direct", state: State = "confirmed") -> int:
    """A booking whose holder only told phone, name and day."""
    await inn.employ(OWNER, "owner")
    inn.door.server = Server(provider="simulated", public_url="https://inn.example")
    await inn.say("你好")
    wish = Wish(
        source, "c", state, "王芳", date(2026, 12, 1), date(2026, 12, 3), "lake",
        phone="+8613800008000", adults=2, children=0, total=103600,
    )  # fmt: skip
    return await inn.database.write(_claim, wish, inn)


def _claim(connection: Connection, wish: Wish, inn: Inn) -> int:
    now, standing = inn.clock.now(), places.standing(connection, address_of(GUEST))
    assert standing is not None
    intake.record(connection, [wish], date(2026, 12, 1), now, inn.world.chance)
    _, booking_id = claims.claim_by_details(
        connection, standing.person_id, phone="+8613800008000", name="王芳", arrival=wish.arrival, now=now
    )
    assert booking_id is not None
    return booking_id


async def test_sums_are_told_only_to_those_who_proved_that_they_hold_the_booking(inn: Inn) -> None:
    booking = await claimed(inn)
    assert "邀请B1" in await inn.say("付款链接B1 300", OWNER)
    await paid(inn, booking, 30_000)
    read_back = await inn.say("取消订单")
    assert "第一晚" in read_back
    assert "¥" not in read_back


async def test_change_tells_neither_price_nor_room_to_who_only_claimed_the_booking(inn: Inn) -> None:
    await claimed(inn)
    read_back = await inn.say("我想改到26号")
    assert "12月26日" in read_back
    assert not any(secret in read_back for secret in ("¥", "湖景"))
    await inn.say("好")
    await inn.say("同意B1", OWNER)
    await inn.tick()
    told = [text for to, text in inn.post.sent if to == GUEST and "B1" in text]
    assert any("12月26日" in text for text in told)
    assert not any(secret in text for text in told for secret in ("¥", "湖景"))


async def test_platforms_booking_without_a_room_is_not_cancelled_at_once(inn: Inn) -> None:
    booking = await claimed(inn, source="ctrip", state="unplaced")
    await inn.talk("取消订单", "好")
    found = await inn.database.read(bookings.get, booking)
    assert found is not None
    assert found.state == "unplaced"
    assert "cancel" in await inn.todos()


async def test_security_deposit_is_not_forgotten_when_the_guest_never_comes(inn: Inn) -> None:
    await cashier(inn)
    await inn.talk("收款B1 押金 200 现金", "好", who=OWNER)
    shown, said = await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    assert "全额" not in shown  # nothing was paid
    assert "¥200" in shown
    assert "退款B1押金" in said
    assert "give_back" in await inn.todos()
    await inn.tick()
    told = [text for to, text in inn.post.sent if to == GUEST]
    assert any("押金¥200" in text for text in told)
    assert not any("全额" in text for text in told)
    await inn.talk("退款B1押金", "好", who=OWNER)
    assert "give_back" not in await inn.todos()
    await inn.say("撤销", OWNER)
    assert "give_back" in await inn.todos()


async def test_all_goes_back_is_said_only_where_it_was_paid_and_does(inn: Inn) -> None:
    await cashier(inn)
    await inn.talk("收款B1 300 现金", "好", "记账B1 损坏 20", "好", who=OWNER)
    shown, _ = await inn.talk("取消B1 水管爆了", "好", who=OWNER)
    await inn.tick()
    told = "\n".join(text for to, text in inn.post.sent if to == GUEST)
    assert "¥280" in shown
    assert "¥280" in told
    assert "全额" not in shown + told


async def lapsed(inn: Inn, fen: int) -> None:
    """A hold that was paid, and that nobody decided."""
    await inn.employ(OWNER, "owner")
    await inn.say("你好")
    booking = await inn.book("1", 20, 2)
    await inn.database.write(_hold, booking, inn.clock.now() + timedelta(minutes=30))
    if fen:
        await inn.talk("收款B1 300 微信", "好", who=OWNER)
    inn.clock.wind(inn.clock.now() + timedelta(hours=1))
    await inn.tick()
    await inn.tick()


def _hold(connection: Connection, booking_id: int, until: datetime) -> None:
    row = update(BookingRow).where(BookingRow.id == booking_id)
    connection.execute(row.values(state="held", held_until=until))


async def test_paid_hold_that_lapsed_is_put_before_the_owner_once(inn: Inn) -> None:
    await lapsed(inn, 30_000)
    assert (await inn.todos()).count("give_back") == 1
    asked_ = [text for to, text in inn.post.sent if to == OWNER and "退款B1" in text]
    assert len(asked_) == 1
    assert "确认B1" in asked_[0]
    assert any("¥300" in text for to, text in inn.post.sent if to == GUEST)
    assert "已确认" in await inn.say("确认B1", OWNER)
    assert "give_back" not in await inn.todos()
    booking = await inn.database.read(bookings.get, 1)
    assert booking is not None
    assert booking.state == "confirmed"
    assert (await bill(inn, 1)).open == 73_600


async def test_lapsed_hold_is_given_back_or_where_its_room_is_gone_nothing_else(inn: Inn) -> None:
    await lapsed(inn, 30_000)
    for number in range(2, 9):
        await inn.book(str(number), 20, 2)
    assert "没有空房" in await inn.say("确认B1", OWNER)
    assert "give_back" in await inn.todos()
    await inn.talk("退款B1 300 微信", "好", who=OWNER)
    assert "give_back" not in await inn.todos()


async def test_lapsed_hold_nobody_paid_stays_over(inn: Inn) -> None:
    await lapsed(inn, 0)
    assert "give_back" not in await inn.todos()
    await inn.say("确认B1", OWNER)
    booking = await inn.database.read(bookings.get, 1)
    assert booking is not None
    assert booking.state == "cancelled"


async def test_money_told_in_any_order_is_shown_first_as_the_words_are(inn: Inn) -> None:
    booking = await cashier(inn)
    shown = await inn.say("B1押金收了200微信", OWNER)
    assert "收押金" in shown
    assert "¥200" in shown
    assert "微信" in shown
    assert (await bill(inn, booking)).held == 0
    await inn.say("好", OWNER)
    await inn.talk("B1收了定金300现金", "好", "B1 定金退了100现金", "好", who=OWNER)
    standing = await bill(inn, booking)
    assert (standing.held, standing.paid) == (20_000, 20_000)


async def test_stay_that_became_cheaper_than_what_was_paid_leaves_something_to_give_back(inn: Inn) -> None:
    booking = await cashier(inn)
    await inn.talk("收款B1 1036 微信", "好", who=OWNER)
    await inn.talk("我想改成只住一晚", "对")
    said = await inn.say("同意B1", OWNER)
    cheaper = (await bill(inn, booking)).charged
    assert cheaper < 103_600
    assert "退款B1" in said
    assert (await inn.todos()).count("give_back") == 1
