"""The staff's group on the page, its links, and phones in other languages; the shared demo is left as it was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import CONTRAST, STUMBLES, phone, say, sees
from tests.browser.test_page import walk


def switched(page: Page, on: bool) -> None:
    """Let the staff's notices go to the group, or to everybody's phone."""
    panel = page.locator("#panel-group")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    panel.get_by_role("switch", name="员工的通知发到店群").set_checked(on)
    expect(group(page)).to_be_visible() if on else expect(group(page)).to_be_hidden()
    expect(page.get_by_text("通知改发到店群了" if on else "通知又发到每个人的手机了").first).to_be_visible()


def group(page: Page) -> Locator:
    return page.get_by_role("region", name="员工的企业微信群")


@pytest.fixture
def grouped(page: Page) -> Iterator[Page]:
    """The page of the shared demo, with the group."""
    expect(group(page)).to_be_hidden()
    switched(page, True)
    yield page
    page.set_viewport_size({"width": 1440, "height": 900})
    switched(page, False)


def test_ticket_is_taken_by_a_link_in_the_group(grouped: Page) -> None:
    page = grouped
    say(page, "guest", "203要六条浴巾")
    notice = group(page).locator(".row-theirs", has_text="浴巾×6").last
    expect(notice).to_be_visible()
    expect(phone(page, "staff").locator(".row-theirs", has_text="浴巾×6")).to_have_count(0)
    with page.expect_popup() as opened:
        notice.get_by_role("link").first.press("Enter")
    confirming = opened.value
    confirming.get_by_role("button", name="接单").click()
    expect(confirming.get_by_role("heading")).to_contain_text("接")
    confirming.close()
    say(page, "staff", "工单")
    sees(page, "staff", "浴巾×6")


def test_group_finds_its_place_on_every_screen(grouped: Page) -> None:
    page = grouped
    for width in (1440, 1200, 820, 320):
        page.set_viewport_size({"width": width, "height": 760})
        if width < 1180:
            page.get_by_role("tab", name="店主").click()
            page.keyboard.press("ArrowRight")
            expect(page.get_by_role("tab", name="店群")).to_be_focused()
            expect(page.locator(".phone:visible")).to_have_count(1)
        box = group(page).bounding_box()
        assert box is not None
        assert box["width"] >= 230
        assert box["height"] >= 200
        assert box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(STUMBLES) == []
        assert page.evaluate(CONTRAST) == []


def test_newcomer_gets_through_with_the_group_as_well(fresh_page: Page) -> None:
    """Who is told in the group answers on the phone: the notices name the same words to write."""
    switched(fresh_page, True)
    walk(fresh_page)
    expect(group(fresh_page).locator(".row-theirs", has_text="302")).not_to_have_count(0)


@pytest.mark.parametrize(
    ("language", "greeted", "hint"),
    [
        ("ja", "ようこそ", "空室はありますか"),
        ("zh_TW", "這裡是", "還有房嗎"),
        ("en", "elcome", "A room the day"),
    ],
)
def test_new_guest_is_greeted_in_the_language_of_the_phone(
    page: Page, language: str, greeted: str, hint: str
) -> None:
    page.on("dialog", lambda dialog: dialog.accept(f"客{language}"))
    page.get_by_label("这是谁的手机").first.select_option("new")
    new = page.get_by_role("region", name=f"客{language}的手机")
    new.get_by_label("手机语言").select_option(language)
    new.get_by_role("button", name="关注公众号").click()
    expect(new.locator(".row-theirs")).to_contain_text(greeted)
    new.get_by_role("button", name=hint).click()
    expect(new.locator(".row-theirs")).to_have_count(2)
    expect(new.get_by_role("log")).to_have_attribute("lang", language.replace("_", "-"))
