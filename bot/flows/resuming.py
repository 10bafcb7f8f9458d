"""Go on with what was left open? Asked when a second task is done; the answer takes the first one up again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Question, Result, Resume
from locales import N_


@dataclass(frozen=True, slots=True)
class Resuming:
    """Whether to go on, and with what; None is not answered yet."""

    yes: bool | None = None
    task: str | None = None  # the title of what waits


def proceed(turn: Turn, state: Resuming) -> Result[Resuming]:
    """Yes takes it up, no leaves it."""
    if state.yes is None:
        return Ask("resume", state)
    if state.yes:
        return Resume()
    return Done(turn.say(N_("All right, we leave that.")))


def ask(turn: Turn, state: Resuming) -> str:
    """Names the task that waits."""
    return turn.say(N_("Shall we go on with {task}?"), task=turn.say(state.task or ""))


FLOW = Flow(
    name="resuming",
    version=1,
    title=N_("what we left"),
    state=Resuming,
    intents=(),
    proceed=proceed,
    questions=(Question("resume", YES, ask, N_("Yes or no is enough: shall we go on with what we left?")),),
)
