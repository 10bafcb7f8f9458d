"""Gives guests back to the bot when the house has said nothing for an hour, and says so to whoever talked to them."""

from __future__ import annotations

from datetime import datetime

from locales import N_, fallback, say
from scheduler import telling
from store import handovers, people
from store.database import Connection


def give_back(connection: Connection, now: datetime) -> int:
    """End the talks that went quiet; how many. Bounded; safe to repeat."""
    quiet = handovers.over(connection, now)
    for talk in quiet:
        handovers.give_back(connection, talk.person_id)
        reached = people.reached_at(connection, talk.staff_id)
        if reached is None:
            continue
        name = people.name_of(connection, talk.person_id)
        text = say(
            fallback(reached[1]),
            N_("An hour has passed: I look after {who} again. To go on, write 回G{person} and your words."),
            who=f"G{talk.person_id} {name}".strip(),
            person=talk.person_id,
        )
        key = f"quiet:{talk.person_id}:{talk.until.isoformat()}"
        telling.tell(connection, key, "notice", reached[0], text, now)
    return len(quiet)
