"""What the messages of one turn come to, understood before anything is written. Pure: nothing is open, nothing is slow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.flows import choosing, named
from bot.flows.flow import YES
from bot.flows.hearing import SURE, expecting, talked_about
from bot.inbound import Inbound
from bot.understanding import understand
from bot.understanding.commands import read_command
from bot.understanding.types import Hints, Intent, Understood
from locales import fallback
from store.house import Present
from store.places import Place, Standing

FIRST_LANGUAGE = "zh_CN"
FRAGMENT = 6  # so short a text may be the beginning of one


@dataclass(frozen=True, slots=True)
class Work:
    """Everything the write needs, decided before it began."""

    inbound: Inbound  # of a burst: the last message, with all the words
    keys: list[str]
    standing: Standing | None
    present: Present
    understood: Understood
    now: datetime


def understood_by(
    inbound: Inbound, standing: Standing | None, present: Present, vocabulary: Hints, now: datetime
) -> Understood:
    """What one message means: words by `bot.understanding`, a button by its key; a tap is read by its flow."""
    language = standing.language if standing else ""
    if inbound.kind == "event":
        label, _, spoken = inbound.event_key.partition(":") if inbound.event == "click" else ("", "", "")
        slots = {"language": spoken} if spoken else {}  # of the button "English"
        meant = tuple(Intent(one, 1.0) for one in label.split("+") if one)
        spoken_here = language or _of_the_phone(inbound)
        return Understood(spoken_here or FIRST_LANGUAGE, meant, slots)
    if inbound.kind != "text" or choosing.read(inbound.choice) is not None:
        return Understood(language or FIRST_LANGUAGE)
    place = standing.place if standing else Place()
    hints = replace(
        vocabulary,
        asked=expecting(named(place.flow), place, inbound.text),
        works_here=standing is not None and standing.role != "guest",
        near=talked_about(place),
        language=language,
    )
    return understand(
        inbound.text, now.astimezone(present.house.zone_info), hints, day_ends=present.house.day_ends
    )


def _of_the_phone(inbound: Inbound) -> str:
    """The language a new follower's WeChat is set to, as far as we were told; "" where we were not."""
    told = inbound.details.get("Language", "")
    return "" if told == FIRST_LANGUAGE else fallback(told) if told else ""


def unread(work: Work) -> bool:
    """Whether a guest wrote something no rule could make anything of, and nobody talks to them in the bot's place."""
    inbound, standing, understood = work.inbound, work.standing, work.understood
    if inbound.kind != "text" or inbound.choice or len(inbound.text.strip()) < FRAGMENT:
        return False
    current = named(standing.place.flow) if standing is not None and standing.place.step else None
    question = current.question(standing.place.step) if current is not None and standing is not None else None
    if question is not None and question.slot == YES:
        return False  # only the guest says yes
    heard = any(intent.confidence >= SURE for intent in understood.intents)
    if heard or understood.slots or understood.answer or read_command(inbound.text) is not None:
        return False
    if standing is None:
        return True
    muted = standing.place.muted_until
    return standing.role == "guest" and (muted is None or muted <= work.now)


def fragment(work: Work) -> bool:
    """Whether a text looks like the beginning of one: a greeting, or a few letters that mean nothing yet."""
    inbound, understood = work.inbound, work.understood
    text = inbound.text.strip()
    if inbound.kind != "text" or inbound.tapped or not text or len(text) > FRAGMENT:
        return False
    return not understood.slots and all(intent.label == "greeting" for intent in understood.intents)
