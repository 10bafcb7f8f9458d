"""How a call to WeChat can fail: declined, unanswered, never made. Never carries a token or a secret."""

from __future__ import annotations


class Declined(Exception):  # noqa: N818 - WeChat's decision, not a mishap
    """WeChat answered with an errcode. Caught by `channel`, or by the command that made the call."""

    def __init__(self, code: int, text: str, *, at_token: bool = False) -> None:
        super().__init__(f"WeChat answered {code}: {text}")
        self.code = code
        self.text = text
        self.at_token = at_token  # said of our credentials, not of the call


class Unanswered(Exception):  # noqa: N818 - nobody knows what became of it
    """The request left us and no answer came back: it may have been done."""


class Unreached(Exception):  # noqa: N818 - certainly nothing happened
    """No try got as far as WeChat's doing anything: it was certainly not done."""
