"""What members are told unasked: a level that was reached, points that expire. Read from the ledger at the moment of sending."""

from __future__ import annotations

from datetime import datetime, timedelta

from locales import N_, day, say
from store import members, points
from store.database import Connection
from store.house import Present, house_day


def words(
    connection: Connection, kind: str, person_id: int, present: Present, language: str, now: datetime
) -> str:
    """The words of a push to a member as things are now; "" when it is no longer true."""
    rule = present.house.membership
    if not rule.enabled:
        return ""
    if kind == "level_up":
        me = members.member(connection, person_id)
        level = rule.levels.get(me.level) if me is not None else None
        reached = N_("Congratulations: from today you have {level}. Write “my level” to see what it brings.")
        return say(language, reached, level=level.words("name", language)) if level is not None else ""
    today = house_day(present.house, now)
    until = today + timedelta(days=rule.warn_days)
    soon = [lot for lot in points.lots(connection, person_id) if today <= lot.expires_on <= until]
    if not soon:
        return ""
    return say(
        language,
        N_("{n} of your points expire after {day}. Write “redeem” to see what they are good for."),
        n=soon[0].left,
        day=day(language, soon[0].expires_on, today=today, festival=False),
    )
