"""Decides what one turn is about: event > safety > global words > the role's commands > the waiting step > intents > fallback.

Plain functions over one open transaction; the only place where these orders of precedence are written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import answering
from bot.context import Turn
from bot.flows import choosing, joining, named, proposing, registering, resuming, service
from bot.flows.engine import PATIENCE, ask_again, ask_anew, go_on, resumed, start, step_back
from bot.flows.flow import YES, Flow, Outcome
from bot.flows.hearing import COURTESY, agreed_to
from bot.handlers import binding, files, founding, handover
from bot.handlers.asking_after import pass_answer
from bot.handlers.commands import mistyped, obey
from bot.handlers.events import REVOKED, happened
from bot.handlers.gaps import may_be_put, put_to_the_house, taught
from bot.handlers.passing_on import pass_on
from bot.handlers.proposals import Proposal
from bot.handlers.questions import QUESTIONS
from bot.reading import Reading, sorted_intents
from bot.understanding.commands import read_command
from locales import LANGUAGES, N_, fallback, sorry
from store import joins, people, replies
from store.places import Place

WITH_REASONS = frozenset({"cancel_booking", "close_rooms", "refuse", "decline"})
HANDS_OVER = frozenset({"human_agent", "complaint"})  # after them nobody is asked the open question again


def route(turn: Turn) -> Outcome:
    """The words of this turn and the place it ends at. "" means that nothing is said."""
    place = turn.standing.place
    if (closed := _before_the_opening(turn, place)) is not None:
        return closed
    if turn.inbound.kind == "event" and not turn.understood.intents:
        return happened(turn)
    if turn.understood.has("emergency") and not _gives_a_reason(turn):
        return Outcome(QUESTIONS["emergency"](turn), replace(place, question_last=False))
    if place.muted_until is not None and place.muted_until > turn.now:
        handover.relay(turn)
        return Outcome("", place)
    if turn.inbound.kind not in ("text", "event"):
        return _without_words(turn, place)
    if (tapped := choosing.read(turn.inbound.choice)) is not None:
        return _tapped(turn, place, tapped)
    command = None if _names_somebody(turn, place) else read_command(turn.inbound.text)
    if command is not None:
        said = obey(turn, command)
        if isinstance(said, Outcome):
            return said
        if isinstance(said, Proposal):
            return start(proposing.FLOW, turn, proposing.proposed(said))
        if said is not None:
            return Outcome(said, replace(place, question_last=False, misses=0))
    elif not place.step and (slip := mistyped(turn)) is not None:
        return Outcome(slip, replace(place, question_last=False, misses=0))
    outcome = _global(turn, place) or _talk(turn, place)
    if turn.standing.role == "guest" and not place.step and not outcome.place.step:
        binding.notice_stranger(turn)
    return outcome


def _gives_a_reason(turn: Turn) -> bool:
    """Whether somebody of the house says why something is done: 取消B23 水管爆了 calls nobody to a danger."""
    command = read_command(turn.inbound.text) if turn.standing.role != "guest" else None
    return command is not None and command.name in WITH_REASONS


def _without_words(turn: Turn, place: Place) -> Outcome:
    """A picture, a voice message, a location."""
    if turn.inbound.kind == "location" and founding.located(turn):
        return _talk(turn, place)
    listing = place.flow == registering.FLOW.name and place.step and not _over(turn, place)
    if listing and turn.inbound.kind in ("image", "video"):
        asked = ask_again(registering.FLOW, turn, place, differently=False)  # a document, whatever it shows
        return _after([registering.documents(turn)], asked)
    return files.received(turn) or Outcome(_not_text(turn), replace(place, question_last=False))


def _before_the_opening(turn: Turn, place: Place) -> Outcome | None:
    """What guests hear of a house that is not open yet; None for all that goes on as ever."""
    urgent = turn.understood.has("emergency") or _of_the_house(turn)
    if not turn.house.waiting or turn.standing.role != "guest" or urgent:
        return None
    if turn.inbound.event in ("subscribe", "unsubscribe", *REVOKED):
        happened(turn)
    heard = turn.inbound.kind != "event" or turn.inbound.event in ("subscribe", "scan", "click")
    return Outcome(founding.not_open_yet(turn) if heard else "", place)


def _of_the_house(turn: Turn) -> bool:
    """Whether the words are those of somebody who becomes owner or staff with them."""
    command = read_command(turn.inbound.text)
    return command is not None and command.name in ("claim_house", "join_staff")


def _names_somebody(turn: Turn, place: Place) -> bool:
    """Whether the words answer whose booking it is: 客人王芳 asks for no card there."""
    current = named(place.flow) if place.flow and place.step else None
    question = current.question(place.step) if current is not None else None
    return (
        question is not None
        and question.slot == "name"
        and place.question_last
        and "name" in turn.understood.slots
        and not _over(turn, place)
    )


def _tapped(turn: Turn, place: Place, tapped: choosing.Named) -> Outcome:
    """The choice behind a link that was tapped; a link of a question that is over does nothing, and says so."""
    current = named(place.flow) if place.flow else None
    meant = choosing.meant(current, turn, place, tapped)
    if meant is not None:
        turn.understood = meant
        return _talk(turn, place)
    if current is not None and place.step and not _over(turn, place):
        passed = turn.say(N_("That choice belongs to an earlier question, so I left everything as it is."))
        return _after([passed], ask_again(current, turn, place, differently=False))
    passed = N_(
        "That choice is no longer open, so I left everything as it is. Just write what you would like."
    )
    return Outcome(turn.say(passed), replace(place, question_last=False))


def _global(turn: Turn, place: Place) -> Outcome | None:
    """Words that mean the same at every step."""
    understood = turn.understood
    current = named(place.flow) if place.flow and place.step else None
    if understood.has("language_switch"):
        switched = _switch_language(turn)
        if current is None:
            return Outcome(switched, place)
        return _after([switched], ask_again(current, turn, place, differently=False))
    if understood.has("cancel_flow"):
        if current is not None:
            return _left(turn, place, current)
        nothing = N_("There is nothing open. Write “my booking” if you mean a booking.")
        return Outcome(turn.say(nothing), place.at_rest())
    if understood.has("go_back") and current is not None:
        return step_back(current, turn, place)
    if understood.has("repeat"):
        if current is not None:
            return ask_again(current, turn, place, differently=False)
        return Outcome(replies.last_said(turn.connection, turn.standing.address_id) or _hello(turn), place)
    return None


def _left(turn: Turn, place: Place, current: Flow[Any]) -> Outcome:
    """What is open is given up. “Yes, cancel” to a question about cancelling may mean either: that is asked."""
    question = current.question(place.step)
    if question is not None and question.agrees and turn.understood.has("affirm"):
        return ask_again(current, turn, place, differently=True)
    waiting = _waiting(turn, place)
    if current is resuming.FLOW:
        waiting = waiting[1:]
    return _offered(turn, Outcome(turn.say(current.left), _at_rest(place, waiting)))


def _switch_language(turn: Turn) -> str:
    wanted = str(turn.understood.slots.get("language", turn.language))
    people.set_language(turn.connection, turn.standing.person_id, wanted)
    turn.language = fallback(wanted)
    if wanted in LANGUAGES:
        return turn.say(N_("Of course. From now on in English."))
    return sorry(wanted) or turn.say(N_("I'm sorry, I speak Chinese, Japanese and English so far."))


def _hello(turn: Turn) -> str:
    return QUESTIONS["greeting"](turn)


def _waiting(turn: Turn, place: Place) -> list[Mapping[str, Any]]:
    """The tasks that wait and that this version still has, the latest first."""
    return [task for task in answering.waiting(turn, place) if named(str(task["flow"])) is not None]


def _at_rest(place: Place, waiting: Sequence[Mapping[str, Any]]) -> Place:
    """The place with nothing open but the tasks that wait, the latest first."""
    left = list(reversed(waiting))
    return place.at_rest(state={"waiting": left} if left else None, misses=0)


def _talk(turn: Turn, place: Place) -> Outcome:
    """The conversation in flight, other conversations, questions in passing; in the end, honest helplessness."""
    current = named(place.flow) if place.flow else None
    reading = sorted_intents(turn, current)
    in_passing = [QUESTIONS[label](turn) for label in reading.questions]
    if current is not None and current.name == "resuming":
        outcome = _taken_up(turn, place)
        if outcome is not None:
            return _after(in_passing, outcome)
    owed = answering.asked(turn, place)
    if owed is not None and reading.begins is service.FLOW and answering.says_more(turn, owed):
        return _for_the_house(turn, place, current, owed)
    if reading.begins is not None:
        return _offered(turn, _after(in_passing, start(reading.begins, turn)))
    if current is not None:
        outcome = _in_flight(turn, place, current, reading, in_passing)
        if outcome is not None:
            return outcome
    if in_passing:
        rest = place.at_rest() if _over(turn, place) else place
        return Outcome("\n\n".join(in_passing), replace(rest, question_last=False, misses=0))
    return _waited_for(turn, place) or _lost(turn, place, current)


def _in_flight(
    turn: Turn, place: Place, current: Flow[Any], reading: Reading, in_passing: Sequence[str]
) -> Outcome | None:
    """What the sentence means to the conversation in flight; None when it means nothing to it."""
    if place.step or not in_passing:
        lead = _late(turn, place)
        if lead and _reads_back(place, current) and agreed_to(current, turn, place):
            return _after([*in_passing, *lead], ask_anew(current, turn, place))
        outcome = go_on(current, turn, named=reading.resumes and bool(place.step) and not _over(turn, place))
        if outcome is not None:
            return _offered(turn, _after([*in_passing, *lead], outcome))
    if reading.resumes:
        return _offered(turn, _after(in_passing, start(current, turn)))
    if not HANDS_OVER.isdisjoint(reading.questions):
        return Outcome("\n\n".join(in_passing), replace(place, misses=0, question_last=False))
    if in_passing and place.step and not _over(turn, place):
        return _after(in_passing, ask_again(current, turn, replace(place, misses=0), differently=False))
    if place.step and turn.understood.top() in COURTESY and not _over(turn, place):
        if turn.understood.has("thanks"):
            return Outcome(_thanked(turn, place, current), place)
        return ask_again(current, turn, place, differently=False)
    return None


def _thanked(turn: Turn, place: Place, current: Flow[Any]) -> str:
    """A short word back; where a yes is waited for, that it was none: nobody may think that it is done."""
    question = current.question(place.step)
    if question is not None and question.slot == YES and not question.free:
        return turn.say(N_("Just say “yes” and I do it."))
    return QUESTIONS["thanks"](turn)


def _reads_back(place: Place, current: Flow[Any]) -> bool:
    question = current.question(place.step)
    return question is not None and question.reads_back


def _taken_up(turn: Turn, place: Place) -> Outcome | None:
    """The answer to the offer to go on with a task that waits; None when the sentence is about something else."""
    tasks = _waiting(turn, place)
    if turn.understood.has("affirm") and tasks:
        flow = named(str(tasks[0]["flow"]))
        assert flow is not None
        return resumed(flow, turn, place, tasks[0])
    if turn.understood.has("deny") or turn.understood.has("affirm"):
        rest = _at_rest(place, tasks[1:])
        return _offered(turn, Outcome(turn.say(N_("All right, we leave that.")), rest))
    return None


def _offered(turn: Turn, outcome: Outcome) -> Outcome:
    """When a task is done and another one waits, offer to go on with it."""
    tasks = _waiting(turn, outcome.place)
    flow = named(str(tasks[0]["flow"])) if tasks and not outcome.place.flow else None
    if flow is None or not flow.offered or not outcome.said:
        return outcome
    state = {**(outcome.place.state or {}), "slots": {"task": flow.title}}
    place = replace(
        outcome.place,
        flow=resuming.FLOW.name,
        flow_version=resuming.FLOW.version,
        step="resume",
        state=state,
        expires_at=turn.now + resuming.FLOW.lives,
        question_last=True,
    )
    question = resuming.ask(turn, resuming.Resuming(task=flow.title))
    return Outcome(f"{outcome.said}\n\n{question}", place)


def _waited_for(turn: Turn, place: Place) -> Outcome | None:
    """A task that was set aside goes on by itself when its open question is answered after all."""
    for task in _waiting(turn, place):
        flow = named(str(task["flow"]))
        question = flow.question(str(task["step"])) if flow is not None else None
        if flow is not None and question is not None and question.slot in turn.understood.slots:
            taken_up = resumed(flow, turn, place, task).place
            turn.standing = replace(turn.standing, place=taken_up)
            return go_on(flow, turn)
    return None


def _over(turn: Turn, place: Place) -> bool:
    """Whether the open question was left for longer than it lives: nobody is reminded of it any more."""
    return place.step != "" and place.expires_at is not None and place.expires_at < turn.now


def _late(turn: Turn, place: Place) -> list[str]:
    """A kind word when the conversation had been left for longer than it lives."""
    if _over(turn, place):
        return [turn.say(N_("Let us go on where we stopped."))]
    return []


def _lost(turn: Turn, place: Place, current: Flow[Any] | None) -> Outcome:
    """Not understood: ask differently, then offer choices, then a person. Never the same sentence twice, never a dead end."""
    if not place.step and _says_yes_or_no(turn) and joins.waiting(turn.connection, turn.standing.person_id):
        return start(joining.FLOW, turn)
    owed = answering.asked(turn, place)
    if owed is not None:
        return _for_the_house(turn, place, current, owed)
    misses = place.misses + 1
    missed = replace(place, misses=misses)
    if misses >= PATIENCE:
        said = turn.say(N_("I still don't get it, so better a person."))
        return Outcome(pass_on(turn, "person", lead=said), missed.at_rest(misses=0))
    if current is not None and place.step and not _over(turn, place):
        if _asks_beside(turn, current, place):
            known = put_to_the_house(turn, turn.say(N_("That I don't know, so I have asked the house.")))
            return Outcome(known, replace(place, question_last=False, misses=0))
        vague = misses == 1 and "vague_date" in turn.understood.doubts
        asked = ask_again(current, turn, missed, differently=misses == 1 and not vague)
        if vague:
            return _after([turn.say(N_("I'd rather have the exact day than guess."))], asked)
        if turn.understood.top() == "deny":
            way_out = N_("All right. Write “never mind” to leave it; if something is wrong, just say what.")
            return _after([turn.say(way_out)], ask_again(current, turn, missed, differently=False))
        if misses == 1:
            return asked
        ways_out = turn.say(
            N_("Sorry, I still don't get it. Write “never mind” to leave it, or “a person” to ask the house.")
        )
        return _after([ways_out], asked)
    if "room_type" in turn.understood.slots:
        return Outcome(QUESTIONS["room_info"](turn), replace(place, question_last=False, misses=0))
    if turn.understood.top() in ("affirm", "deny"):
        return _offered(turn, Outcome(turn.say(N_("All right.")), _at_rest(place, _waiting(turn, place))))
    if learned := taught(turn):
        return Outcome(learned, replace(place, question_last=False, misses=0))
    return Outcome(_at_a_loss(turn, misses), replace(missed, question_last=False))


def _asks_beside(turn: Turn, current: Flow[Any], place: Place) -> bool:
    """Whether somebody asks something nobody knows where they were asked to tell: it goes to the house, the question waits."""
    question = current.question(place.step)
    return question is not None and question.told and may_be_put(turn)


def _at_a_loss(turn: Turn, misses: int) -> str:
    """Nothing is open and nothing was understood: a question goes to the house, anything else is asked about."""
    if turn.standing.role != "guest":
        return turn.say(
            N_("I didn't get that. 今天 shows the day, 订单 finds a booking, 帮助 shows every word.")
        )
    if misses > 1:
        return turn.say(
            N_(
                "Let me put it this way, write one of these:\n· free rooms\n· my booking\n· how to get there\n· a person"
            )
        )
    if may_be_put(turn):
        return put_to_the_house(turn, turn.say(N_("That I don't know, so I have asked the house.")))
    return turn.say(N_("I didn't quite get that. Is it about a free room, your booking, or your stay?"))


def _for_the_house(turn: Turn, place: Place, current: Flow[Any] | None, asked: Mapping[str, Any]) -> Outcome:
    """The words answer what the house asked about a ticket; the guest's own task goes on."""
    said = pass_answer(turn, answering.ticket_of(asked))
    rest = answering.settled(place, asked)
    if current is None or not place.step or _over(turn, place):
        return Outcome(said, replace(rest, question_last=False))
    return _after([said], ask_again(current, turn, rest, differently=False))


def _says_yes_or_no(turn: Turn) -> bool:
    """Whether this may answer a question that came with the mail, which opens none."""
    return turn.understood.top() in ("affirm", "deny") or turn.inbound.text.strip() in ("1", "2")


def _not_text(turn: Turn) -> str:
    """A polite way on for what the bot cannot read."""
    kind = turn.inbound.kind
    if kind == "voice":
        return turn.say(
            N_("I can't listen to voice messages yet. The microphone on your keyboard writes what you say.")
        )
    if kind == "location":
        return QUESTIONS["location_directions"](turn)
    if kind == "link":
        return turn.say(N_("I can't open links. Tell me in a few words what you need."))
    return ""


def _after(said: Sequence[str], outcome: Outcome) -> Outcome:
    """What was answered in passing, then the conversation's own words."""
    parts = [part for part in (*said, outcome.said) if part]
    return Outcome("\n\n".join(parts), outcome.place)
