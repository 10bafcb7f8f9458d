"""Who is going to stay: names, arrival, children's ages, wishes, told before they come. Asks for no document, keeps none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.context import Turn
from bot.flows.flow import SKIPPED, YES, Ask, Done, Flow, Question, Result
from bot.flows.my_booking import NOTICE
from bot.handlers import minors
from bot.understanding.company import ages_told, ages_told_beside, listed, people_named, starred
from bot.understanding.preferences import preferences_told
from locales import N_, join
from store import bookings, people, preferences, registrations
from store.bookings import Booking, Share
from store.phones import e164
from store.registrations import Registration, all_minors, expected

ASKED = "registering"  # the wish to be on the list, by somebody whose booking is known: the router's word
PURPOSE = "registration"
WORDS = 200  # letters of an answer that are kept
OPEN = ("held", "confirmed", "unplaced", "in_house")
IN_WORDS = (
    "special_request",
    "service_amenity",
    "service_meal",
    "pet_policy",
    "facility_info",
    "room_info",
    "complaint",
    "feedback",
)  # of wishes, where they are asked for


@dataclass(frozen=True, slots=True)
class Registering:
    """Which booking it is about, and what was told, in the guest's own words."""

    booking: int | None = None
    names: str | None = None
    arrival_time: str | None = None
    ages: str | None = None
    phone: str | None = None  # of a guardian, where nobody of age is among them
    wishes: str | None = None
    yes: bool | None = None


def share_of(turn: Turn, booking_id: int | None = None) -> Share | None:
    """The booking whose list this person may fill in: confirmed in it, and not over; the soonest where none is named."""
    for share in bookings.shares(turn.connection, turn.standing.person_id, turn.today):
        named = booking_id in (None, share.booking.id)
        if named and share.level == "confirmed" and share.booking.state in OPEN:
            return share
    return None


def offer(turn: Turn, booking_id: int) -> str:
    """That the names may be told ahead, where nobody has; no question, so that nothing else has to wait. Else ""."""
    share = share_of(turn, booking_id)
    if (
        share is None
        or share.booking.state == "in_house"
        or registrations.of(turn.connection, booking_id).names
    ):
        return ""
    return turn.say(N_("Quicker at the desk: write “register” and tell me who comes along."))


def begin(turn: Turn) -> Registering:
    """About the soonest booking, with what stands in the same sentence; a document's number is not one of its words."""
    share, said = share_of(turn), turn.inbound.text
    told = said if starred(said) else listed(said)
    return Registering(
        booking=share.booking.id if share else None,
        names=told[:WORDS] if told and (people_named(told, _me(share)) or starred(told)) else None,
        ages=told[:WORDS] if ages_told_beside(told) else None,
        wishes=_wishes_beside(told),
    )


def _me(share: Share | None) -> str:
    """By what name the list knows whoever writes “me and Tom”: the booking's, for whoever holds it; else ""."""
    return share.booking.holder if share is not None and share.part == "holder" else ""


def proceed(turn: Turn, state: Registering) -> Result[Registering]:
    """Names, the hour, the children's ages, wishes; read back, then kept."""
    share = share_of(turn, state.booking)
    if share is None or state.booking is None:
        return Done(
            turn.say(N_("I see no booking of yours I could put that to. Send me your five-letter code."))
        )
    booking = share.booking
    if state.names is None or (state.names != SKIPPED and not people_named(state.names, _me(share))):
        return _names_again(turn, state)
    people.consent(turn.connection, turn.standing.person_id, PURPOSE, NOTICE, turn.now)
    if state.arrival_time is None and booking.eta is None and booking.state != "in_house":
        return Ask("arrival_time", state)
    if state.wishes is None:
        state = replace(state, wishes=_wishes_beside(state.names))
    told = _told(turn, share, state)
    if state.ages is None and booking.children and not told.ages:
        return Ask("ages", state)
    if state.ages and not ages_told(state.ages):
        lead = turn.say(N_("I didn't catch the ages."))
        return Ask("ages", replace(state, ages=None), lead=lead)
    if told.alone and state.phone is None and not told.guardian:
        return Ask("guardian", state)
    if state.wishes is None:
        return Ask("wishes", state)
    if state.yes is None:
        return Ask("confirm", state)
    if not state.yes:
        return Ask("names", Registering(booking=booking.id), lead=turn.say(N_("Then once more.")))
    return Done(_kept(turn, booking, state, told))


def _names_again(turn: Turn, state: Registering) -> Ask[Registering]:
    if not state.names:
        return Ask("names", state)
    said = documents(turn) if starred(state.names) else turn.say(N_("I didn't catch the names."))
    return Ask("names", replace(state, names=None), lead=said)


def documents(turn: Turn) -> str:
    """What somebody hears who sends a document, or its number."""
    return turn.say(N_("Documents are only shown at the desk: I have not kept it. The names are enough."))


def _told(turn: Turn, share: Share, state: Registering) -> Registration:
    """What is known with these answers: names join a list that is not whole yet, and replace one that is.

    What a companion says of children and wishes joins what the holder said.
    """
    booking = share.booking
    before = registrations.of(turn.connection, booking.id)
    names = people_named(state.names or "", _me(share))
    kept = before.names if not names or len(before.names) < expected(booking) else ()
    ages, wishes = _ages_in(state) or before.ages, state.wishes or before.wishes
    if share.part != "holder":
        ages = (*before.ages, *(age for age in _ages_in(state) if age not in before.ages))
        more = state.wishes if state.wishes and state.wishes not in before.wishes else ""
        wishes = "，".join(part for part in (before.wishes, more) if part)[: 2 * WORDS]
    return replace(
        before,
        names=tuple(dict.fromkeys((*kept, *names))),
        ages=ages,
        wishes=wishes,
        guardian=(e164(state.phone) or "") if state.phone else before.guardian,
        alone=all_minors(booking, ages),
    )


def _ages_in(state: Registering) -> tuple[int, ...]:
    return ages_told(state.ages or "") or ages_told_beside(state.names)


def _wishes_beside(names: str | None) -> str | None:
    """What is to be prepared, said beside the names: 王芳、李雷，怕吵. None where nothing is."""
    wishes = [words for _, words in preferences_told(names or "")]
    return "，".join(wishes)[:WORDS] if wishes else None


def _kept(turn: Turn, booking: Booking, state: Registering, told: Registration) -> str:
    registrations.keep(turn.connection, booking.id, told, turn.standing.person_id, turn.now)
    likes = preferences_told(state.wishes or "")  # of whoever says so, and of nobody else
    preferences.keep(turn.connection, turn.standing.person_id, likes, turn.now)
    if state.arrival_time:
        bookings.expect_at(turn.connection, booking.id, state.arrival_time)
    if told.alone:
        minors.begin(turn, booking)
    named, n = len(told.names), expected(booking)
    missing = n - named
    lines = [
        turn.say(N_("Noted: {n} of {all} names. At the desk you only show the documents."), n=named, all=n),
        turn.say(N_("{n} are still missing: write “register” when you know them."), n=missing)
        if missing > 0
        else "",
    ]
    return "\n".join(line for line in lines if line)


def _ask_names(turn: Turn, state: Registering) -> str:
    """Who comes along; where some are known, who else, and what to write when nothing changed."""
    share = share_of(turn, state.booking)
    assert share is not None, "asked for whoever has a booking alone"
    known, n = registrations.of(turn.connection, share.booking.id), expected(share.booking)
    if not known.names:
        notice = turn.say(N_("Used for the registration alone; “delete my data” any time."))
        asked = (
            turn.say(N_("What are the names of all {n} of you? Names are enough, documents are only shown at the desk."), n=n)
            if n > 1
            else turn.say(N_("What is your full name? The document is only shown at the desk."))
        )  # fmt: skip
        return f"{asked}\n{notice}"
    listed = join(turn.language, list(known.names)) if share.part == "holder" else ""
    head = turn.say(N_("On the list: {k} of {n}."), k=len(known.names), n=n)
    rest = (
        turn.say(N_("Who are the others? “No” leaves it as it is."))
        if len(known.names) < n
        else turn.say(N_("If anything changed, send all the names; “no” leaves it as it is."))
    )
    return "\n".join(part for part in (f"{head}{listed}", rest) if part)


def _ask_guardian(turn: Turn, state: Registering) -> str:
    share = share_of(turn, state.booking)
    if share is not None and expected(share.booking) == 1:
        return turn.say(
            N_(
                "Under 18 and alone: the house first has to talk to a parent or guardian. Which number reaches one?"
            )
        )
    return turn.say(
        N_(
            "All of you are under 18, so the house first has to talk to a parent or guardian. Which number reaches one?"
        )
    )


def _read_back(turn: Turn, state: Registering) -> str:
    share = share_of(turn, state.booking)
    assert share is not None, "asked for whoever has a booking alone"
    told, at = _told(turn, share, state), state.arrival_time or share.booking.eta
    if share.part != "holder":  # who is told what they said, and nothing others did
        said = tuple(people_named(state.names or "")), _ages_in(state), state.wishes or ""
        told = replace(told, names=said[0], ages=said[1], wishes=said[2], guardian=state.phone or "")
        at = state.arrival_time
    ages = [str(age) for age in told.ages]
    lines = [
        turn.say(N_("Names: {names}"), names=join(turn.language, list(told.names))) if told.names else "",
        turn.say(N_("Arriving about {time}"), time=at) if at else "",
        turn.say(N_("Ages: {ages}"), ages=join(turn.language, ages)) if ages else "",
        turn.say(N_("A grown-up's number is noted")) if told.guardian and told.alone else "",
        turn.say(N_("To prepare: {wishes}"), wishes=told.wishes) if told.wishes else "",
        turn.say(N_("Is that right?")),
    ]
    return "\n".join(line for line in lines if line)


FLOW = Flow(
    name="registering",
    version=1,
    title=N_("the list of who comes along"),
    state=Registering,
    intents=(ASKED,),
    begin=begin,
    proceed=proceed,
    left=N_("All right, the list can wait; write “register” any time."),
    questions=(
        Question(
            "names",
            "names",
            _ask_names,
            N_("The names will do, for example “Anna Smith, Tom Smith”; “no” leaves it for the desk."),
            optional=True,
            free=True,
            told=True,
            hears=("checkin_info", "registration", "special_request"),  # 我和李雷，七点到，怕吵
        ),
        Question(
            "arrival_time",
            "arrival_time",
            N_("About what time will you arrive?"),
            N_("A time will do, for example “3 pm”; “no” if you don't know yet."),
            optional=True,
        ),
        Question(
            "ages",
            "ages",
            N_("How old are the children?"),
            N_("Their ages in years will do, for example “6 and 9”; “no” leaves it out."),
            optional=True,
            free=True,
            told=True,
        ),
        Question(
            "guardian",
            "phone",
            _ask_guardian,
            N_("A phone number of a parent or guardian; “no” if it has to wait for the desk."),
            optional=True,
        ),
        Question(
            "wishes",
            "wishes",
            N_(
                "Anything we should prepare? A pillow, a diet, a quiet room, an anniversary; “no” if nothing."
            ),
            N_("Just say it as it comes, for example “a buckwheat pillow”; “no” if nothing."),
            optional=True,
            free=True,
            told=True,
            hears=IN_WORDS,
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("“Yes” keeps it; “no” and I ask once more."),
            reads_back=True,
        ),
    ),
)
