"""The pages of docs/flows: each flow's drawing beside a golden conversation of it, as they are now.

``UPDATE_FLOW_PAGES=1`` writes them anew.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.flows import FLOWS
from bot.flows.drawing import drawn, listed
from bot.flows.flow import Flow

ROOT = Path(__file__).parents[2]
PAGES, CONVERSATIONS = ROOT / "docs" / "flows", ROOT / "tests" / "conversations"
SHOWN = {
    "availability": "availability_in_several_messages",
    "booking": "booking_in_four_turns",
    "changing": "change_days",
    "prolonging": "stay_prolonged",
    "cancelling": "cancel_a_confirmed_booking",
    "my_booking": "my_booking_by_three_answers",
    "arriving": "arrival_reminder_in_the_window",
    "registering": "registering_before_arrival",
    "service": "service_towels",
    "redeeming": "points_from_stay_to_voucher",
    "morning": "morning_after_a_bad_night",
    "leaving": "leaving_by_the_guest",
    "leaving_late": "late_checkout_at_a_price",
    "leaving_on_time": "late_checkout_taken_back",
    "joining": "desk_companion_is_asked_for",
    "proposing": "owner_prices",
    "founding": "owner_sets_up_the_house",
    "recording": "owner_records_a_booking",
    "own_data": "own_data_shown_and_forgotten",
    "opining": "opinion_from_the_menu",
    "survey": "survey_low_score",
    "waiting": "waiting_list",
    "resuming": "booking_interrupted",
}


def page(flow: Flow[Any]) -> str:
    """A page: what the flow is for, how it goes, how it sounds."""
    first_words = (sys.modules[flow.proceed.__module__].__doc__ or "").strip()
    name = SHOWN[flow.name]
    told = (CONVERSATIONS / f"{name}.txt").read_text("utf-8").rstrip()
    return "\n".join(
        [
            f"# {flow.name}",
            "",
            first_words,
            "",
            "Every step is skipped when its answer is known; every answer may be corrected later, and every repair of",
            "`tests/flows/test_repairs.py` holds at each.",
            "",
            "```mermaid",
            drawn(flow),
            "```",
            "",
            "```text",
            *listed(flow),
            "```",
            "",
            f"How it sounds (`tests/conversations/{name}.txt`):",
            "",
            "```text",
            told,
            "```",
            "",
        ]
    )


def test_every_flow_has_a_page() -> None:
    missing = {flow.name for flow in FLOWS} - SHOWN.keys()
    assert not missing, f"name a golden conversation in SHOWN of {__name__} for: {', '.join(sorted(missing))}"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_page_is_as_the_flow_is(flow: Flow[Any]) -> None:
    file = PAGES / f"{flow.name}.md"
    if os.environ.get("UPDATE_FLOW_PAGES"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(page(flow), "utf-8")
    assert file.exists(), (
        f"write docs/flows/{flow.name}.md: UPDATE_FLOW_PAGES=1 pytest tests/flows/test_pages.py"
    )
    assert file.read_text("utf-8") == page(flow), (
        "UPDATE_FLOW_PAGES=1 pytest tests/flows/test_pages.py writes it"
    )


def test_page_of_a_flow_that_is_gone_is_gone() -> None:
    assert {file.stem for file in PAGES.glob("*.md")} == {flow.name for flow in FLOWS}
