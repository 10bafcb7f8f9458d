"""What each of WeChat's error codes means: what became of the message, what the operator should do.

Only a table and its reading; sends nothing. Source: the platform's code lists as gathered in five SDKs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from bot.wechat.failures import Declined
from scheduler.channel import Accepted, Outcome, Refusal, Refused, UnderReview


class Reaction(StrEnum):
    """The classes of reaction."""

    RETRY = "retry"  # later, with backoff
    REFRESH = "refresh"  # another token and once more; the client has done that before anybody sees it
    UNREACHABLE = "unreachable"  # this person, on this channel
    WINDOW = "window"  # closed or used up
    QUOTA = "quota"  # stop this API for the day or the month
    ALERT = "alert"  # the owner must change a setting
    FORBIDDEN = "forbidden"  # the account cannot do this at all
    BUG = "bug"  # drop it, log it
    OK = "ok"  # as good as sent
    REVIEW = "review"  # never resend


@dataclass(frozen=True, slots=True)
class Entry:
    reaction: Reaction
    advice: str  # what the operator should do, in one line


_R = Reaction
_ASK_LOG = "A fault of xiaoer: please report it with this code and rid."
_RESET = "Compare XIAOER_WECHAT_APP_SECRET with the console; a reset secret must be set here too."
_VERIFY = "The account may not do this: verify it, or switch the feature off in the house file."
_PUNISHED = "WeChat restricts this account: look at the notices in the console; xiaoer stops sending."
_IP = "Add the server's address shown in this text to the IP whitelist (IP白名单) in the console."
_CONFIRM_IP = "The account's administrator must confirm the server's address in WeChat; then wait."
_TEMPLATE = "Compare the template's id and fields in the house file with the console."
_GONE = "Nothing: this person cannot be reached here; use the phone if it matters."
_NO_MASS = "The month's or day's mass messages are used up; the next are possible next month."

_TABLE: dict[int, Entry] = {
    -1: Entry(_R.RETRY, "Nothing: WeChat is busy, xiaoer tries again."),
    40001: Entry(_R.REFRESH, _RESET),
    40002: Entry(_R.BUG, _ASK_LOG),
    40003: Entry(
        _R.UNREACHABLE, "Check that the app id is this account's: the openid belongs to another one."
    ),
    40004: Entry(_R.BUG, "WeChat does not take this kind of media: send JPG, PNG, MP3, AMR or MP4."),
    40005: Entry(_R.BUG, "WeChat does not take this kind of file: send JPG, PNG, MP3, AMR or MP4."),
    40006: Entry(_R.BUG, "The file is too large: pictures under 2 MB, videos under 10 MB."),
    40007: Entry(_R.BUG, "The uploaded picture has expired (3 days): upload it again."),
    40008: Entry(_R.BUG, _ASK_LOG),
    40009: Entry(_R.BUG, "The picture is too large: stay under 2 MB."),
    40013: Entry(_R.ALERT, "Compare XIAOER_WECHAT_APP_ID with the console."),
    40014: Entry(_R.REFRESH, _RESET),
    40029: Entry(_R.BUG, "The person should open the link again."),
    40032: Entry(_R.BUG, _ASK_LOG),
    40033: Entry(_R.BUG, _ASK_LOG),
    40035: Entry(_R.BUG, _ASK_LOG),
    40036: Entry(_R.ALERT, _TEMPLATE),
    40037: Entry(_R.ALERT, _TEMPLATE),
    40038: Entry(_R.BUG, _ASK_LOG),
    40125: Entry(_R.ALERT, _RESET),
    40163: Entry(_R.BUG, "The person should open the link again."),
    40164: Entry(_R.ALERT, _IP),
    40200: Entry(_R.FORBIDDEN, "This kind of account cannot do it (a test account, perhaps)."),
    40243: Entry(_R.ALERT, "The AppSecret is frozen: unfreeze it in the console."),
    40252: Entry(
        _R.REVIEW, "WeChat reviews the text, half an hour at most; if time is short, call the guest."
    ),
    41001: Entry(_R.BUG, _ASK_LOG),
    41002: Entry(_R.BUG, _ASK_LOG),
    41004: Entry(_R.BUG, _ASK_LOG),
    41005: Entry(_R.BUG, _ASK_LOG),
    41006: Entry(_R.BUG, _ASK_LOG),
    41030: Entry(_R.ALERT, "The mini-program page of this template does not exist: correct it."),
    42001: Entry(_R.REFRESH, _RESET),
    42003: Entry(_R.BUG, "The person should open the link again."),
    43002: Entry(_R.BUG, _ASK_LOG),
    43003: Entry(_R.BUG, _ASK_LOG),
    43004: Entry(_R.UNREACHABLE, _GONE),
    43019: Entry(_R.UNREACHABLE, "The person is on the account's blacklist: take them off in the console."),
    43101: Entry(_R.UNREACHABLE, "The person has no subscription left: ask for a new one at the next stay."),
    43104: Entry(_R.ALERT, _VERIFY),
    44002: Entry(_R.BUG, _ASK_LOG),
    44004: Entry(_R.BUG, _ASK_LOG),
    45001: Entry(_R.BUG, "The file is too large: pictures under 2 MB, videos under 10 MB."),
    45002: Entry(_R.BUG, "The text is too long for WeChat: shorten it."),
    45008: Entry(_R.BUG, _ASK_LOG),
    45009: Entry(_R.QUOTA, "The day's calls are used up; they begin again at midnight, Beijing time."),
    45011: Entry(_R.RETRY, "Nothing: too many calls this minute, xiaoer waits."),
    45015: Entry(_R.WINDOW, "Nothing: the guest has not written for 48 hours; the text waits for them."),
    45026: Entry(_R.ALERT, "The account has 25 templates: delete one in the console."),
    45028: Entry(_R.QUOTA, _NO_MASS),
    45047: Entry(
        _R.WINDOW, "Nothing: five messages went out since the guest wrote; the text waits for them."
    ),
    45056: Entry(_R.BUG, "The account has 100 tags: delete one."),
    45057: Entry(_R.BUG, "Too many people bear this tag to delete it: untag them first."),
    45058: Entry(_R.BUG, "This tag is WeChat's own and cannot be changed."),
    45059: Entry(_R.BUG, "This person bears 20 tags: take one away."),
    45065: Entry(_R.OK, "Nothing: it was sent before."),
    45066: Entry(_R.RETRY, "Nothing: xiaoer tries again in a minute."),
    45067: Entry(_R.BUG, _ASK_LOG),
    45072: Entry(_R.OK, "Nothing."),
    45080: Entry(_R.OK, "Nothing."),
    45081: Entry(_R.OK, "Nothing."),
    45087: Entry(_R.FORBIDDEN, _PUNISHED),
    45157: Entry(_R.BUG, "The tag's name is taken or not allowed: choose another."),
    45158: Entry(_R.BUG, "The tag's name is too long: 30 bytes at most."),
    45159: Entry(_R.BUG, "There is no such tag any more: load the tags again."),
    46004: Entry(_R.UNREACHABLE, _GONE),
    47001: Entry(_R.BUG, _ASK_LOG),
    47003: Entry(_R.ALERT, _TEMPLATE),
    48001: Entry(_R.FORBIDDEN, _VERIFY),
    48002: Entry(_R.UNREACHABLE, "The person has switched off messages of this account."),
    48003: Entry(_R.ALERT, "Accept the agreement on mass messages in the console."),
    48004: Entry(_R.FORBIDDEN, _PUNISHED),
    48006: Entry(_R.ALERT, "The month's ten quota resets are used up: wait for midnight."),
    48008: Entry(_R.BUG, _ASK_LOG),
    50001: Entry(_R.FORBIDDEN, _VERIFY),
    50002: Entry(_R.FORBIDDEN, _PUNISHED),
    50004: Entry(_R.FORBIDDEN, _PUNISHED),
    50005: Entry(_R.UNREACHABLE, _GONE),
    50007: Entry(_R.FORBIDDEN, _PUNISHED),
    61451: Entry(_R.ALERT, "The customer-service account in the house file is not in the console."),
    65301: Entry(_R.ALERT, "There is no such menu: publish the menu again."),
    65316: Entry(_R.ALERT, "The menu links to more than three domains: use fewer."),
    65317: Entry(_R.ALERT, "A link of the menu is not a valid address: correct it."),
    87014: Entry(_R.BUG, "WeChat takes this text for unlawful or unwanted: change its words."),
    89501: Entry(_R.ALERT, _CONFIRM_IP),
    89502: Entry(_R.ALERT, _CONFIRM_IP),
    89503: Entry(_R.ALERT, _CONFIRM_IP),
    89504: Entry(_R.ALERT, _CONFIRM_IP),
    89505: Entry(_R.ALERT, _CONFIRM_IP),
    89506: Entry(
        _R.ALERT, "The administrator refused the server's address twice: possible again in 24 hours."
    ),
    89507: Entry(_R.ALERT, "The administrator refused the server's address: possible again in an hour."),
}
_CUSTOMER_SERVICE = range(65400, 65418)  # the console's human agents
_UNKNOWN = Entry(_R.BUG, "A code xiaoer does not know: please report it with its rid.")
_AGENTS = Entry(
    _R.ALERT, "Set up the customer-service agents (客服) in the console, or switch hand-over off."
)

_REFUSALS = {
    _R.RETRY: Refusal.BUSY,
    _R.REFRESH: Refusal.CONFIGURATION,
    _R.UNREACHABLE: Refusal.UNREACHABLE,
    _R.WINDOW: Refusal.WINDOW,
    _R.QUOTA: Refusal.QUOTA,
    _R.ALERT: Refusal.CONFIGURATION,
    _R.FORBIDDEN: Refusal.NOT_AUTHORISED,
    _R.BUG: Refusal.CONTENT,
}
_BEIJING = timezone(timedelta(hours=8))
_MINUTE_QUOTAS = frozenset({45011, 45066})
_MASS_QUOTA = 45028


def entry(code: int) -> Entry:
    """The reaction to an errcode and the operator's advice; a code nobody knows counts as our fault."""
    if code in _CUSTOMER_SERVICE:
        return _AGENTS
    return _TABLE.get(code, _UNKNOWN)


def outcome(declined: Declined, wall_seconds: int) -> Outcome:
    """What became of a message WeChat declined, at a machine time in Unix seconds."""
    found = entry(declined.code)
    if found.reaction is Reaction.OK:
        return Accepted()
    if found.reaction is Reaction.REVIEW:
        return UnderReview()
    reason = _REFUSALS[found.reaction]
    if declined.at_token and reason is Refusal.CONTENT:
        reason = Refusal.CONFIGURATION  # said of our credentials: no message is to blame
    detail = f"{declined.code} {declined.text}".strip() + f" ({found.advice})"
    return Refused(reason, detail, _retry_after(declined.code, found.reaction, wall_seconds))


def _retry_after(code: int, reaction: Reaction, wall_seconds: int) -> float:
    if reaction is Reaction.RETRY:
        return 60.0 if code in _MINUTE_QUOTAS else 10.0
    if reaction is not Reaction.QUOTA:
        return 0.0
    now = datetime.fromtimestamp(wall_seconds, UTC).astimezone(_BEIJING)
    midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    if code == _MASS_QUOTA:
        midnight = (
            (midnight.replace(day=1) + timedelta(days=32)).replace(day=1) if midnight.day > 1 else midnight
        )
    return (midnight - now).total_seconds()
