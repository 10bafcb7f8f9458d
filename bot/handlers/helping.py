"""帮助: what a role may write, a line a subject; 帮助 房价: one of them with examples; and what a word said by half lacks.

It names no command that the role may not give.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Turn
from bot.understanding.commands import Command
from bot.understanding.half_said import Missing, half_said
from bot.understanding.help_words import SUBJECTS, subject_of
from bot.understanding.house_commands import EXAMPLES
from locales import N_, join
from store.rights import may_command

ON_A_LINE = 5  # words of a subject in the overview; the rest is one 帮助 away
SHORT = 9  # letters
WAYS = 3  # of writing one command

MEANS: Mapping[str, str] = {
    "today": N_("the day on one screen; 明天 or 12.24 for another"),
    "arrivals": N_("who comes"),
    "departures": N_("who leaves"),
    "todos": N_("what waits for you"),
    "todo_done": N_("one of them is done; the numbers stand in 待办"),
    "check_in": N_("they are here"),
    "check_out": N_("they have left"),
    "ready": N_("the room is clean"),
    "dirty": N_("the room is to be cleaned"),
    "cleaning": N_("which rooms to clean, in the order arrivals need them"),
    "room_states": N_("how every room is now"),
    "not_come": N_("they never came; I ask once more before the nights are free"),
    "late_off": N_("they leave at the house's hour after all; shown first"),
    "move_booking": N_("another room for a booking"),
    "prepared": N_("what was to be made ready for a guest is; 待办 shows what is left"),
    "door_code": N_("the code you set at a door; I tell the guests"),
    "openings": N_("which door was opened when, by whose code"),
    "duties": N_("under 18 alone: what the house owes, and what of it is done"),
    "undo": N_("take the last thing back, within ten minutes"),
    "tickets": N_("what guests asked for and is open"),
    "ticket_take": N_("you do it"),
    "ticket_done": N_("it is done; a photo without words goes with it"),
    "ticket_later": N_("it cannot be done yet, and why"),
    "ticket_hand": N_("a colleague does it"),
    "ticket_ask": N_("ask the guest"),
    "ticket_pictures": N_("see its pictures"),
    "ticket_undone": N_("it is not done after all"),
    "ticket_cancel": N_("nobody needs it any more"),
    "card": N_("what we know of a guest: by room, name or the phone's last four digits"),
    "reply": N_("say something to the guest yourself"),
    "give_back": N_("the bot talks on"),
    "identify": N_("whose booking a guest has"),
    "invite": N_("the code with which the guest binds a booking"),
    "paste": N_("a text to paste into another channel's chat"),
    "resume_pushes": N_("you want to be reminded again, as a guest elsewhere would"),
    "orders": N_("bookings, and what happened to one"),
    "record": N_("a booking from elsewhere: paste the notice, or say it in one line"),
    "accept": N_("the booking stands"),
    "refuse": N_("it does not, and why"),
    "closed": N_("you closed it on the other channels"),
    "agree": N_("a guest's wish to change or cancel is fine"),
    "decline": N_("it is not, and why"),
    "cancel_booking": N_("the house cancels: shown first, the guest hears why and what is free instead"),
    "wait_for": N_("who waits for a room"),
    "unmet": N_("who asked and has not booked"),
    "gap_nights": N_("nights between stays nobody has"),
    "occupancy": N_("who has which room, what is free"),
    "prices": N_("what nights cost"),
    "reprice": N_("change prices; shown first, done after your yes"),
    "close_rooms": N_("take rooms off sale"),
    "open_rooms": N_("put them back on sale"),
    "bill": N_("what a stay costs, what is paid and open"),
    "charge": N_("something the guest took or broke"),
    "pay": N_("money you received; 押金 is held and given back"),
    "repay": N_("money you gave back"),
    "not_repaid": N_("what nobody knew of did not go back: it is owed again"),
    "ask_pay": N_("the guest gets a link to pay"),
    "take_off": N_("something off the bill, and why"),
    "opinions": N_("what guests think and nobody answered"),
    "opinion_answer": N_("answer one of them"),
    "opinion_close": N_("it is put right; the guest is told"),
    "scores": N_("the scores of a month"),
    "review": N_("write down a review from elsewhere"),
    "survey": N_("what guests are asked after a stay"),
    "check_off": N_("a guest uses a voucher"),
    "points_of": N_("a guest's points"),
    "adjust_points": N_("give or take points"),
    "take_back_voucher": N_("a voucher back into points"),
    "members": N_("how many members there are"),
    "membership_rules": N_("by which rules points come and go"),
    "answers": N_("what I was taught"),
    "answer_gap": N_("answer a question nobody could answer, for good"),
    "answer_new": N_("teach me one"),
    "answer_show": N_("see one"),
    "answer_change": N_("another answer"),
    "answer_way": N_("another way to ask it"),
    "answer_off": N_("no longer say it"),
    "answer_on": N_("say it again"),
    "drop_gap": N_("a question that needs no answer"),
    "greetings": N_("words at festivals and birthdays: what comes next and to whom; 问候开 begins"),
    "pushes": N_("what was sent and will be"),
    "push_rules": N_("what I remind guests of"),
    "push_rule": N_("turn one on or off, another hour"),
    "duty": N_("whether notices come to you"),
    "roster": N_("who is on duty"),
    "crew": N_("who works here"),
    "add_staff": N_("a code for a new colleague"),
    "remove_staff": N_("access ends at once"),
    "wecom": N_("get notices in WeCom"),
    "settings": N_("what is set, and change it"),
    "channels": N_("calendars of other channels: how they are, one more, pause, our own for them"),
    "check_up": N_("what the account can do, and what is wrong"),
    "pause": N_("no bookings in chat for a while"),
    "resume": N_("take bookings again"),
    "found": N_("go on setting up a new house"),
    "help": N_("this list, or one subject of it"),
}


LACKING: Mapping[Missing, str] = {
    "room": N_("Which room? Write it like “{example}”."),
    "booking": N_("Which booking? Its number stands in 订单, for example “{example}”."),
    "ticket": N_("Which one? 工单 shows the numbers, for example “{example}”."),
    "guest": N_("Which guest? A room, a name or the phone's last four digits, for example “{example}”."),
    "words": N_("And what shall I say? For example “{example}”."),
    "code": N_("Which code? For example “{example}”."),
}


def unfinished(turn: Turn) -> str | None:
    """What a command lacks that somebody of the house began; None for anything else."""
    half = half_said(turn.inbound.text)
    if half is None or not may_command(turn.standing.role, half[0]) or turn.standing.role == "guest":
        return None
    name, missing = half
    return turn.say(LACKING[missing], example=EXAMPLES[name][0])


def help_(turn: Turn, command: Command) -> str:
    """The overview, or the subject that was named."""
    about = command.words.get("about", "")
    subject = subject_of(about)
    mine = _granted(turn, subject) if subject else []
    if mine:
        return "\n".join(
            [turn.say(N_("About {subject}:"), subject=SUBJECTS[subject][0][0]), *_ways(turn, mine)]
        )
    if about.strip():
        return f"{turn.say(N_('About “{about}” I find nothing.'), about=about.strip())}\n{_overview(turn)}"
    return _overview(turn)


def _overview(turn: Turn) -> str:
    lines = [turn.say(N_("You can write, letter by letter or nearly so:"))]
    for subject, (names, _) in SUBJECTS.items():
        mine = _granted(turn, subject)
        if mine:
            words = join(turn.language, list(dict.fromkeys(_short(name) for name in mine[:ON_A_LINE])))
            lines.append(turn.say(N_("[{subject}] {words}"), subject=names[0], words=words))
    lines.append(
        turn.say(
            N_("More about one of them: “帮助 {subject}”. A slip is no matter: 撤销."), subject=_first(turn)
        )
    )
    return "\n".join(lines)


def _short(command: str) -> str:
    """How it is written; of a long one its first word."""
    example = EXAMPLES[command][0]
    return example if len(example) <= SHORT else example.split()[0]


def _first(turn: Turn) -> str:
    """A subject that is worth a look for whoever asks."""
    return SUBJECTS["rooms" if turn.standing.role == "owner" else "tickets"][0][0]


def _granted(turn: Turn, subject: str) -> list[str]:
    return [name for name in SUBJECTS[subject][1] if may_command(turn.standing.role, name)]


def _ways(turn: Turn, commands: list[str]) -> list[str]:
    """A line a command: how it is written, and what for."""
    return [
        turn.say(N_("{ways}: {means}"), ways=" / ".join(EXAMPLES[name][:WAYS]), means=turn.say(MEANS[name]))
        for name in commands
    ]
