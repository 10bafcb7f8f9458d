"""What a guest was not content with becomes a to-do to put right, told to whoever is on duty with the words and the stay."""

from __future__ import annotations

from bot.context import Turn
from bot.handlers.handover import guest_code, masked
from bot.handlers.passing_on import who
from locales import N_, say
from store import todos


def put_right(turn: Turn, key: str, booking_id: int | None, what: str, words: str = "") -> bool:
    """Open the to-do, or add the words to it; whether somebody was told. `what` is a message id.

    The same key again, without words, tells nobody twice.
    """
    person, address = turn.standing.person_id, turn.standing.address_id
    detail = {"text": words or turn.say(what), "address": address}
    new = todos.open_once(
        turn.connection, key, "recovery", turn.now, booking_id=booking_id, person_id=person, detail=detail
    )
    if words and not new:
        todos.reword(turn.connection, key, detail)
    if not new and not words:
        return True
    message = (
        N_("[To be put right] {who} {what}\n{words}\nAnswer: 回{guest} and your words")
        if words
        else N_("[To be put right] {who} {what}\nAnswer: 回{guest} and your words")
    )
    return turn.tell_staff(
        message,
        who=who(turn),
        what=lambda language: say(language, what),
        words=masked(words),
        guest=guest_code(turn),
    )
