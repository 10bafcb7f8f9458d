"""What an ended booking costs and leaves over, in words, and put before the owner. It gives back and charges nothing."""

from __future__ import annotations

from bot.context import Turn
from locales import N_, money, say, yuan
from scheduler import payment_words, telling, too_much
from scheduler.too_much import Left
from store import bookings, fees, folio, payments, repayments, staff, todos
from store.bookings import Booking
from store.fees import Fee

BY_HAND = "repay"  # what the provider could not give back, or took otherwise


def share(language: str, fee: Fee) -> str:
    """How a fee is reckoned: the first night, 50% of the price."""
    if fee.percent is None:
        return say(language, N_("the first night"))
    return say(language, N_("{n}% of the price"), n=fee.percent)


def put_before_owner(turn: Turn, booking: Booking) -> Left:
    """What the ended booking leaves over; where it is something, a to-do, and the owners are told."""
    payments.fit(turn.connection, booking.id, turn.now)
    left = too_much.left(turn.connection, booking.id, turn.now)
    if left:
        me, key = turn.standing.address_id, turn.inbound.key
        turn.noticed += too_much.put_before_owners(turn.connection, key, booking, left, turn.now, but=me)
    return left


def for_guest(language: str, left: Left, fee: int = 0) -> list[str]:
    """What the guest hears about money, a line each."""
    lines = []
    if fee:
        lines.append(say(language, N_("The fee by the house's rule is {fee}."), fee=money(language, fee)))
    if left.over:
        words = N_("{over} of what you paid is left over; the house has been told to give it back.")
        lines.append(say(language, words, over=money(language, left.over)))
    if left.held:
        words = N_("Your security deposit of {held} comes back to you; the house has been told.")
        lines.append(say(language, words, held=money(language, left.held)))
    return lines


def for_house(turn: Turn, booking: Booking, left: Left, fee: int = 0) -> list[str]:
    """What whoever carried it out hears about money, a line each."""
    lines = []
    if fee:
        words = N_("The fee of {fee} is on the bill. To let it go: 减免{code} {yuan} reason.")
        lines.append(turn.say(words, code=booking.code, fee=money(turn.language, fee), yuan=yuan(fee)))
    if left.over:
        words = N_("{over} was paid too much: 退款{code} gives it back.")
        if turn.standing.role != "owner":
            words = N_("{over} was paid too much; the owner has been told.")
        lines.append(turn.say(words, code=booking.code, over=money(turn.language, left.over)))
    return lines + _deposit(turn.language, booking, left)


def _deposit(language: str, booking: Booking, left: Left) -> list[str]:
    if not left.held:
        return []
    words = N_("The house still has their security deposit of {held}. Once it is given back: 退款{code}押金.")
    return [say(language, words, code=booking.code, held=money(language, left.held))]


def absent(turn: Turn, booking: Booking) -> list[str]:
    """Somebody never came: the fee by the rule and what was paid, for the owner to decide; lines for whoever said so."""
    fee = fees.due(turn.connection, turn.present, booking, turn.now, "absent")
    payments.fit(turn.connection, booking.id, turn.now)
    left = too_much.left(turn.connection, booking.id, turn.now)
    if left:
        too_much.wait(turn.connection, turn.inbound.key, booking, left.fen, turn.now)
    lines = _about_absent(turn.language, booking, fee, left)
    if not lines or turn.standing.role == "owner":
        return lines
    head = N_("[Did not come] {code} {name}")
    for number, (address_id, language) in enumerate(staff.owners(turn.connection)):
        said = [
            say(language, head, code=booking.code, name=booking.holder),
            *_about_absent(language, booking, fee, left),
        ]
        key = f"absent:{turn.inbound.key}:{number}"
        telling.tell(turn.connection, key, "notice", address_id, "\n".join(said), turn.now)
    turn.noticed += 1
    return [turn.say(N_("The owner has been told about the money."))]


def weigh(turn: Turn, booking: Booking) -> None:
    """Money moved: what waited to be given back waits no more where nothing is left over."""
    if not too_much.left(turn.connection, booking.id, turn.now):
        todos.finish(turn.connection, too_much.TODO, booking.id, turn.now)


def came_in(turn: Turn, booking: Booking) -> None:
    """A payment was written down: one the provider told otherwise of waits no more, nor what the guest said of it."""
    todos.finish(turn.connection, "payment_said", booking.id, turn.now)
    differing = todos.waiting(
        turn.connection, (BY_HAND,), booking_id=booking.id, prefix=payment_words.DIFFERS
    )
    todos.finish_each(turn.connection, differing, turn.now)


def went_back(turn: Turn, booking: Booking) -> None:
    """Something was given back: what the provider refused to waits no more, what nobody knows the outcome of does."""
    waiting = todos.waiting(turn.connection, (BY_HAND,), booking_id=booking.id, prefix=payment_words.REPAYING)
    unknown = {payment_words.REPAYING + number for number in repayments.asked(turn.connection, booking.id)}
    todos.finish_each(turn.connection, [one for one in waiting if one.key not in unknown], turn.now)


def weigh_again(turn: Turn, booking: Booking) -> None:
    """A line was taken back: what a booking leaves over waits again, or no more."""
    left = too_much.left(turn.connection, booking.id, turn.now)
    if not left:
        todos.finish(turn.connection, too_much.TODO, booking.id, turn.now)
    elif todos.pending(turn.connection, (too_much.TODO,), booking.id) is None:
        too_much.wait(turn.connection, turn.inbound.key, booking, left.fen, turn.now)


def after_all(turn: Turn, booking: Booking) -> None:
    """The booking stands again: no fee, and nothing to be given back but what is too much all the same."""
    again = bookings.known(turn.connection, booking.id)  # as it became in this very turn
    for line in folio.of(turn.connection, again, turn.now).lines:
        if line.kind == "fee":
            folio.turn_round(turn.connection, line.id, turn.standing.person_id, turn.now)
    todos.finish(turn.connection, too_much.TODO, booking.id, turn.now)
    weigh_again(turn, booking)


def _about_absent(language: str, booking: Booking, fee: Fee | None, left: Left) -> list[str]:
    lines = []
    if fee is not None:
        words = N_("By the rule {fee} ({share}) may be charged: 记账{code} 未到费 {yuan}.")
        lines.append(
            say(
                language,
                words,
                fee=money(language, fee.fen),
                share=share(language, fee),
                code=booking.code,
                yuan=yuan(fee.fen),
            )
        )
    if left.over:
        words = N_("{paid} was paid; 退款{code} gives back what is over.")
        lines.append(say(language, words, paid=money(language, left.over), code=booking.code))
    return lines + _deposit(language, booking, left)
