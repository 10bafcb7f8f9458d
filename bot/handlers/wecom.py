"""Where a member of staff hears notices: in WeCom once they said their account there, else in the house's WeChat account."""

from __future__ import annotations

from bot.context import Turn
from bot.understanding.commands import Command
from locales import N_, say
from store import audit, outbox, wecom_accounts


def wecom(turn: Turn, command: Command) -> str:
    """企微 zhouxiao, 企微解绑, 企微: bind, unbind, or tell how it stands."""
    if not turn.server.wecom:
        return turn.say(N_("This house has no WeCom app; notices come here, or to the group."))
    me = turn.standing.person_id
    if "off" in command.words:
        if not wecom_accounts.unbind_app(turn.connection, me):
            return turn.say(N_("You are told here already, not in WeCom."))
        audit.note(turn.connection, turn.now, me, "wecom_unbound", f"person:{me}")
        return turn.say(N_("All right, notices come here again."))
    if "userid" not in command.words:
        return _how_it_stands(turn, wecom_accounts.in_app(turn.connection, me))
    return _bind(turn, command.words["userid"].lower())


def _how_it_stands(turn: Turn, userid: str) -> str:
    if userid:
        return turn.say(N_("You are told in WeCom, as {userid}. To end it write 企微解绑."), userid=userid)
    return turn.say(N_("You are told here. To hear it in WeCom write 企微 and your account there."))


def _bind(turn: Turn, userid: str) -> str:
    me = turn.standing.person_id
    address_id = wecom_accounts.bind_app(turn.connection, me, userid, turn.now)
    if address_id is None:
        return turn.say(
            N_("{userid} is a colleague's account. Please look at yours once more."), userid=userid
        )
    audit.note(turn.connection, turn.now, me, "wecom_bound", f"person:{me}", userid)
    hello = say(
        turn.language,
        N_("From now on you hear here what the house has to tell you. Answer in WeChat as before."),
    )
    outbox.say(turn.connection, f"wecom:{turn.inbound.key}", "notice", address_id, hello, turn.now)
    turn.noticed += 1
    return turn.say(
        N_("Done: notices go to {userid} in WeCom. Did a hello arrive there? If not, write 企微解绑."),
        userid=userid,
    )
