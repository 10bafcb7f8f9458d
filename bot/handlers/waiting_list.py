"""候补: who wants to be told when days that were full free up, asked once; staff see who waits. It books nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, clock, days, stay
from store import leads, people, waits
from store.waits import Wait

LATELY = timedelta(hours=2)  # so long “候补” is about the days that were looked at


def wait_for(turn: Turn, command: Command) -> str:
    """候补, 有房了告诉我: a guest wants to be told; whoever works here sees the list."""
    if turn.standing.role != "guest":
        return _listing(turn)
    me, address = turn.standing.person_id, turn.standing.address_id
    wish = leads.last_full(turn.connection, me, turn.today, turn.now - LATELY)
    if wish is None:
        mine = waits.live_of(turn.connection, me)
        if mine:
            return turn.say(
                N_("You are on the waiting list for {days}. “No waiting list” takes you off."),
                days=days(turn.language, mine[0].arrival, mine[0].departure, today=turn.today),
            )
        return turn.say(N_("For which days? Tell me and I look; if they are full, I put you on the list."))
    if not waits.ask(turn.connection, me, address, wish, turn.now):
        return turn.say(
            N_(
                "You wait for three stays already, that is as many as I keep. “No waiting list” takes you off all."
            )
        )
    return turn.say(
        N_(
            "You are on the waiting list:\n{stay}\n"
            "When a room frees up I tell you here, in order of asking, and keep it {n} minutes for you."
        ),
        stay=stay(turn.language, wish.stay.arrival, wish.stay.departure, today=turn.today),
        n=turn.house.hold_minutes,
    )


def off(turn: Turn, command: Command) -> str:
    """取消候补: nobody need tell them any more."""
    mine = waits.live_of(turn.connection, turn.standing.person_id)
    for wait in mine:
        waits.end(turn.connection, wait, "declined", turn.now)
    if not mine:
        return turn.say(N_("You are on no waiting list."))
    return turn.say(N_("All right, you are off the waiting list."))


def offer_to_wait(turn: Turn, wish: leads.Wish) -> str:
    """The one line that offers the list where days are full, once in a talk; that they are on it already."""
    me = turn.standing.person_id
    told = (wish.stay, wish.adults, wish.children, wish.on_top)
    if any(
        (one.stay, one.adults, one.children, one.on_top) == told for one in waits.live_of(turn.connection, me)
    ):
        return turn.say(N_("You are on the waiting list for these days."))
    if leads.last_full(turn.connection, me, turn.today, turn.now - LATELY) is not None:
        return ""
    return turn.say(N_("Shall I tell you when a room frees up? Reply “waiting list”."))


def _listing(turn: Turn) -> str:
    listed = waits.live(turn.connection, limit=15)
    if not listed:
        return turn.say(N_("Nobody is on the waiting list."))
    lines = [turn.say_many("{n} on the waiting list:", "{n} on the waiting list:", len(listed))]
    return "\n".join([*lines, *(_line(turn, number, one) for number, one in enumerate(listed, 1))])


def _line(turn: Turn, number: int, one: Wait) -> str:
    """1 王女士 G12｜12月24日→26日｜湖景大床房｜2人｜留到21:40."""
    kind = turn.house.room_types.get(one.room_type or one.offered_type)
    kept = ""
    if one.offered_until is not None:
        local = one.offered_until.astimezone(turn.house.zone_info)
        kept = turn.say(N_("offered until {time}"), time=clock(turn.language, local.time()))
    parts = [
        f"{number} {people.name_of(turn.connection, one.person_id)} G{one.person_id}".replace("  ", " "),
        days(turn.language, one.arrival, one.departure, today=turn.today),
        turn.words(kind, "name") if kind else "",
        turn.say_many("{n} guest", "{n} guests", one.adults + one.children) if one.adults else "",
        kept,
    ]
    return "｜".join(part for part in parts if part)
