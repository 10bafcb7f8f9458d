"""The pictures of both READMEs, taken of the real page; kept where SCREENSHOTS names a folder, else only looked at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import phone, say, sees
from tests.browser.test_page import walk

SIZES = {"desktop": (1440, 860), "phone": (390, 780)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    found = Path(os.environ.get("SCREENSHOTS", tmp_path))
    found.mkdir(parents=True, exist_ok=True)
    return found


def test_pictures_show_a_stay(fresh_page: Page, folder: Path) -> None:
    page = fresh_page
    walk(page)
    sees(page, "guest", "林晓，12月24日（周四）见")
    expect(phone(page, "owner").locator(".chat > li").last).to_be_in_viewport(ratio=0.3)
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name}.png")
    page.set_viewport_size({"width": 1440, "height": 860})
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    say(page, "guest", "下午三点到")
    sees(page, "guest", "15:00")
    page.screenshot(path=folder / "dark.png")
    assert all((folder / f"{name}.png").stat().st_size > 20_000 for name in ("desktop", "phone", "dark"))
