"""How a call to WeChat can fail: declined, unanswered, never made. Never carries a token or a secret."""

from __future__ import annotations


class Declined(Exception):
    """WeChat answered with an errcode. Caught by `channel`, or by the command that made the call."""

    def __init__(self, code: int, text: str, *, at_token: bool = False) -> None:
        super().__init__(f"WeChat answered {code}: {text}")
        self.code = code
        self.text = text
        self.at_token = at_token  # said of our credentials, not of the call


class Unanswered(Exception):
    """The request left us and no answer came back: it may have been done."""


class Unreached(Exception):
    """No try got as far as WeChat's doing anything: it was certainly not done."""
