"""A finding of the doctor: how grave it is, what was found and what to do, in the reader's language. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from locales import N_, say

Level = Literal["ok", "attention", "wrong"]
WORST_FIRST: tuple[Level, ...] = ("wrong", "attention", "ok")
SUBJECTS: Mapping[str, str] = {
    "settings": N_("Settings"),
    "house": N_("House file"),
    "database": N_("Database"),
    "disk": N_("Disk"),
    "redis": N_("Redis"),
    "account": N_("Account"),
    "menu": N_("Menu"),
    "templates": N_("Templates"),
    "clock": N_("Clock"),
    "domain": N_("Domain"),
    "robot": N_("WeCom group robot"),
    "app": N_("WeCom app"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `text` and `advice` are messages of the catalogs; `detail` is for the operator alone."""

    subject: str
    level: Level
    text: str
    advice: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""  # what the other side answered, without secrets

    def words(self, language: str) -> str:
        """What was found."""
        return say(language, self.text, **self.values)

    def to_do(self, language: str) -> str:
        """What to do about it, "" for nothing."""
        return say(language, self.advice, **self.values) if self.advice else ""


def title(language: str, subject: str) -> str:
    """The name of what was looked at."""
    return say(language, SUBJECTS[subject])
