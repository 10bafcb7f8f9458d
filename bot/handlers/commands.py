"""The short words of staff and owner. Every one is checked against the table of rights; refused ones are audited."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.context import Turn
from bot.flows.flow import Outcome
from bot.flows.recording import record
from bot.handlers import (
    agreeing,
    answering,
    being_greeted,
    bill,
    binding,
    cancelling_by_house,
    card,
    channels,
    check_up,
    closing,
    deciding,
    desk,
    desk_lists,
    door_codes,
    door_openings,
    enquiries,
    files,
    founding,
    greetings,
    handover,
    helping,
    house_settings,
    membership_rules,
    minors,
    money,
    moving,
    not_coming,
    not_repaid,
    occupancy,
    on_time,
    online,
    orders,
    own_tickets,
    owner_points,
    preparing,
    push_list,
    push_rules,
    putting_off,
    reception,
    repricing,
    rooms_now,
    scores,
    staff,
    survey_questions,
    taking_back,
    teaching,
    tickets,
    ticking_off,
    todo_list,
    unasked,
    vouchers,
    waiting_list,
    wecom,
)
from bot.handlers.proposals import Proposal
from bot.understanding.commands import Command
from bot.understanding.greeting_commands import EVERYDAY as SAID_OF_GREETINGS
from bot.understanding.house_commands import EVERYDAY as SAID_AT_THE_DOOR
from bot.understanding.house_commands import LONGEST_SLIP, nearest
from bot.understanding.membership_commands import EVERYDAY as SAID_OF_POINTS
from bot.understanding.opinion_commands import EVERYDAY as SAID_OF_OPINIONS
from bot.understanding.owner_commands import EVERYDAY as SAID_OF_ROOMS
from bot.understanding.ticket_commands import EVERYDAY as SAID_OF_WISHES
from bot.understanding.waiting_commands import EVERYDAY as SAID_OF_WAITING
from locales import N_
from store import audit, bookings
from store.rights import MAY_COMMAND, may_command
from store.sealing import mask_name

Handler = Callable[[Turn, Command], str | Proposal | Outcome | None]

EVERYDAY = (
    SAID_AT_THE_DOOR
    | SAID_OF_WISHES
    | SAID_OF_ROOMS
    | SAID_OF_OPINIONS
    | SAID_OF_POINTS
    | SAID_OF_GREETINGS
    | SAID_OF_WAITING
)  # words of the house that guests say too: no attempt at anything
SLIP, SLIP_OF_A_SENTENCE = 0.5, 0.8  # how like a command a text must be to count as a slip
SURE = 0.5  # an intent that was understood


def obey(turn: Turn, command: Command) -> str | Proposal | Outcome | None:
    """Carry a command out. None when it fits nothing, or a guest gives it: then it is taken as anybody's words.

    Whoever works for the house is told what they may write instead.
    """
    role = turn.standing.role
    if may_command(role, command.name):
        return COMMANDS[command.name](turn, command)
    said_by_guests = command.name in EVERYDAY or "bare" in command.words
    if role != "guest" or not said_by_guests or "person" in command.words:
        audit.note(turn.connection, turn.now, turn.standing.person_id, "refused", f"command:{command.name}")
    if role == "guest":
        return None
    example, likeness = nearest(turn.inbound.text, MAY_COMMAND[role])
    example = example if likeness >= SLIP else "今天"
    return turn.say(
        N_("That one is for the innkeeper. What you can write is for example “{example}”; 帮助 shows all."),
        example=example,
    )


def mistyped(turn: Turn) -> str | None:
    """What somebody of the house probably meant by a word that is no command; None when it looks like a sentence.

    Guests never hear of these words.
    """
    said = turn.inbound.text.strip()
    if turn.standing.role == "guest" or not said or len(said) > LONGEST_SLIP:
        return None
    if (lacks := helping.unfinished(turn)) is not None:
        return lacks
    example, likeness = nearest(said, MAY_COMMAND[turn.standing.role])
    understood = any(intent.confidence >= SURE for intent in turn.understood.intents)
    if likeness < (SLIP_OF_A_SENTENCE if understood else SLIP):
        return None
    return turn.say(
        N_("I don't know “{said}”. Do you mean “{example}”? 帮助 shows all."), said=said, example=example
    )


def invite(turn: Turn, command: Command) -> str:
    """The five-letter code with which the holder binds a booking, and words to hand it over."""
    booking = bookings.get(turn.connection, int(command.words["booking"]))
    if booking is None or booking.claim is None:
        return turn.say(N_("There is no such upcoming booking. Have a look at 到店."))
    audit.note(turn.connection, turn.now, turn.standing.person_id, "invited", f"booking:{booking.id}")
    return turn.say(
        N_(
            "{code} {name}: the code is {claim}. The guest sends these five letters here and sees the booking."
        ),
        code=booking.code,
        name=mask_name(booking.holder),
        claim=booking.claim,
    )


COMMANDS: Mapping[str, Handler] = {
    "claim_house": founding.claim_house,
    "found": founding.go_on,
    "join_staff": staff.join_staff,
    "crew": staff.crew,
    "add_staff": staff.add,
    "remove_staff": staff.remove,
    "duty": staff.duty,
    "roster": staff.roster,
    "wecom": wecom.wecom,
    "today": desk.today,
    "arrivals": desk_lists.arrivals,
    "departures": desk_lists.departures,
    "check_in": reception.check_in,
    "check_out": reception.check_out,
    "not_come": not_coming.not_come,
    "late_off": on_time.off,
    "ready": reception.ready,
    "dirty": reception.dirty,
    "cleaning": rooms_now.cleaning,
    "room_states": rooms_now.states,
    "prepared": preparing.prepared,
    "door_code": door_codes.typed,
    "openings": door_openings.show,
    "duties": minors.duties,
    "undo": taking_back.undo,
    "card": card.card,
    "occupancy": occupancy.show,
    "prices": repricing.prices,
    "reprice": repricing.reprice,
    "close_rooms": closing.close,
    "open_rooms": closing.reopen,
    "move_booking": moving.move,
    "orders": orders.orders,
    "cancel_booking": cancelling_by_house.cancel,
    "check_up": check_up.check_up,
    "settings": house_settings.settings,
    "channels": channels.channels,
    "pause": house_settings.pause,
    "resume": house_settings.resume,
    "record": record,
    "answer_gap": teaching.answer_gap,
    "answers": teaching.listing,
    "answer_show": teaching.show,
    "answer_new": teaching.teach,
    "answer_change": teaching.teach,
    "answer_way": teaching.add_way,
    "answer_off": teaching.switch_off,
    "answer_on": teaching.switch_on,
    "drop_gap": teaching.drop_gap,
    "reply": handover.reply,
    "give_back": handover.give_back,
    "todos": todo_list.show,
    "todo_done": ticking_off.done,
    "identify": binding.identify,
    "invite": invite,
    "pushes": push_list.pushes,
    "paste": push_list.paste,
    "push_rules": push_rules.rules,
    "push_rule": push_rules.change,
    "resume_pushes": unasked.resume,
    "help": helping.help_,
    "greetings": greetings.greetings,
    "wait_for": waiting_list.wait_for,
    "wait_off": waiting_list.off,
    "unmet": enquiries.unmet,
    "gap_nights": enquiries.gaps,
    "greet_me": being_greeted.want,
    "greet_me_not": being_greeted.unwant,
    "birthday": being_greeted.birthday,
    "birthday_forget": being_greeted.forget_birthday,
    "accept": deciding.accept,
    "refuse": deciding.refuse,
    "closed": deciding.closed_elsewhere,
    "agree": agreeing.agree,
    "decline": agreeing.decline,
    "opinions": answering.listing,
    "opinion_answer": answering.answer,
    "opinion_close": answering.close,
    "scores": scores.by_month,
    "review": scores.take_in,
    "survey": survey_questions.show,
    "tickets": tickets.listing,
    "ticket_pictures": files.show,
    "ticket_take": tickets.take,
    "ticket_done": tickets.finish,
    "ticket_undone": own_tickets.undone,
    "ticket_later": putting_off.put_off,
    "ticket_hand": tickets.hand_over,
    "ticket_ask": tickets.ask_back,
    "ticket_cancel": tickets.cancel,
    "bill": bill.bill,
    "charge": money.charge,
    "pay": money.pay,
    "repay": money.repay,
    "not_repaid": not_repaid.not_repaid,
    "ask_pay": online.ask_pay,
    "take_off": money.take_off,
    "check_off": vouchers.check_off,
    "points_of": owner_points.points_of,
    "adjust_points": owner_points.adjust,
    "take_back_voucher": owner_points.take_back_voucher,
    "members": owner_points.overview,
    "membership_rules": membership_rules.rules,
}
