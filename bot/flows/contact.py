"""The questions for whom a booking is: name and phone, asked for together first, then what is missing."""

from __future__ import annotations

from typing import Any

from bot.flows.flow import Question
from locales import N_

QUESTIONS: tuple[Question[Any], ...] = (
    Question(
        "contact",
        "name",
        N_(
            "In which name, and on which phone number? They are only used for this booking, never for advertising; "
            "write “delete my data” at any time."
        ),
        N_("Please write name and phone number, for example “Wang Fang 138 0000 8000”."),
    ),
    Question(
        "phone",
        "phone",
        N_("And a phone number to reach you?"),
        N_("I need a phone number, for example 138 0000 8000. Which one is it?"),
    ),
    Question(
        "name", "name", N_("And the name for the booking?"), N_("Just the name, for example “Wang Fang”.")
    ),
)
