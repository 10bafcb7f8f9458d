"""Points become a voucher: which reward, read back, a yes. What is missing is said; nothing is taken that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context import Turn
from bot.flows.flow import YES, Ask, Done, Flow, Option, Question, Result
from bot.handlers.points import how_to_earn, no_programme
from locales import N_, day
from store import audit, members, points, vouchers
from store.vouchers import Voucher


@dataclass(frozen=True, slots=True)
class Redeeming:
    """Which reward, and whether to."""

    reward: str | None = None  # the house file's code
    shown: str | None = None  # the reward that was read back
    yes: bool | None = None


def proceed(turn: Turn, state: Redeeming) -> Result[Redeeming]:
    """Choose, see whether the points suffice, read back, exchange. A yes counts for what was read back, and nothing else."""
    rule = turn.house.membership
    if not rule.enabled or not rule.rewards:
        return Done(no_programme(turn) if not rule.enabled else _nothing_offered(turn))
    if members.member(turn.connection, turn.standing.person_id) is None:
        return Done(how_to_earn(turn))
    balance = points.balance(turn.connection, turn.standing.person_id)
    cheapest = min(reward.points for reward in rule.rewards.values())
    if balance < cheapest:
        return Done(_out_of_reach(turn, balance))
    if state.reward is None or state.reward not in rule.rewards:
        return Ask("reward", replace(state, reward=None, yes=None))
    cost = rule.rewards[state.reward].points
    if balance < cost:
        lead = turn.say(N_("For that {n} more points are needed."), n=cost - balance)
        return Ask("reward", Redeeming(), lead=lead)
    if state.yes is None or state.shown != state.reward:
        return Ask("confirm", replace(state, shown=state.reward, yes=None))
    if not state.yes:
        return Done(turn.say(N_("All right, your points stay where they are.")))
    return Done(_exchange(turn, state.reward))


def _nothing_offered(turn: Turn) -> str:
    return turn.say(N_("The house has not set yet what points are good for. They stay yours."))


def _out_of_reach(turn: Turn, balance: int) -> str:
    """What there is and how far it is, for somebody who can afford none of it yet."""
    lines = [turn.say(N_("You have {n} points. They are good for:"), n=max(balance, 0))]
    lines += [
        turn.say(
            N_("· {reward}: {n} points, {missing} to go"),
            reward=turn.words(reward, "name"),
            n=reward.points,
            missing=reward.points - balance,
        )
        for reward in turn.house.membership.rewards.values()
    ]
    return "\n".join(lines)


def _exchange(turn: Turn, code: str) -> str:
    reward, me = turn.house.membership.rewards[code], turn.standing.person_id
    wanted = vouchers.wanted(code, reward)
    issued = vouchers.issue(turn.connection, me, wanted, turn.inbound.key, turn.today, turn.now, turn.chance)
    if issued is None:
        return turn.say(N_("Your points went elsewhere just now; nothing was exchanged."))
    audit.note(turn.connection, turn.now, me, "redeemed", f"voucher:{issued.id}", str(-issued.points))
    lines = [_issued(turn, issued), turn.words(reward, "note"), _left(turn)]
    return "\n".join(line for line in lines if line)


def _issued(turn: Turn, issued: Voucher) -> str:
    return turn.say(
        N_("Done: {reward}. Your voucher is {code}, until {day}; show the code when you use it."),
        reward=issued.called(turn.language),
        code=issued.code,
        day=day(turn.language, issued.expires_on, today=turn.today, festival=False),
    )


def _left(turn: Turn) -> str:
    left = points.balance(turn.connection, turn.standing.person_id)
    return turn.say_many("{n} point is left.", "{n} points are left.", left)


def _which(turn: Turn, state: Redeeming) -> str:
    balance = points.balance(turn.connection, turn.standing.person_id)
    return turn.say(N_("You have {n} points. What would you like for them?"), n=balance)


def _rewards(turn: Turn, state: Redeeming) -> Sequence[Option]:
    """Everything points are good for, with what it costs."""
    return [
        Option(
            code,
            turn.say(N_("{reward} · {n} points"), reward=turn.words(reward, "name"), n=reward.points),
        )
        for code, reward in turn.house.membership.rewards.items()
    ]


def _read_back(turn: Turn, state: Redeeming) -> str:
    reward = turn.house.membership.rewards[str(state.reward)]
    lines = [
        turn.say(N_("{n} points for: {reward}."), n=reward.points, reward=turn.words(reward, "name")),
        turn.words(reward, "note"),
        turn.say(N_("Shall I exchange them?")),
    ]
    return "\n".join(line for line in lines if line)


FLOW = Flow(
    name="redeeming",
    version=2,
    title=N_("exchanging your points"),
    state=Redeeming,
    intents=("redeem_points",),
    proceed=proceed,
    left=N_("All right, nothing is exchanged, your points stay where they are."),
    questions=(
        Question(
            "reward",
            "reward",
            _which,
            N_("The number before it will do:"),
            options=_rewards,
        ),
        Question(
            "confirm",
            YES,
            _read_back,
            N_("To exchange the points write “yes”; to keep them, “no”."),
            reads_back=True,
        ),
    ),
)
