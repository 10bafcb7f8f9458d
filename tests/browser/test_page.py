"""The page as its users meet it: a stay from booking to reminder, small and large screens, dark, keyboard, screen reader."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kit import CONTRAST, STUMBLES, phone, say, sees

STEPS = 10


def walk(page: Page) -> None:
    """Tap through "try this" to its end."""
    for number in range(STEPS):
        button = page.locator(".path-do")
        expect(button).to_be_visible()
        label = button.inner_text()
        button.click()
        if number < STEPS - 1:
            expect(page.locator(".path-do")).not_to_have_text(label)
    expect(page.get_by_text("走完了")).to_be_visible()


# --- the product, through the page ---


def test_message_is_answered(page: Page) -> None:
    say(page, "guest", "几点退房")
    sees(page, "guest", "12:00前退房")


def test_ticket_finished_on_the_staff_phone_is_told_to_the_guest(page: Page) -> None:
    say(page, "guest", "305要四条浴巾")
    sees(page, "staff", "浴巾×4")
    number = phone(page, "staff").locator(".row-theirs", has_text="浴巾×4").inner_text().partition("号")[0]
    say(page, "staff", f"好了{number}")
    sees(page, "guest", f"{number}号好了")


def test_newcomer_taps_from_booking_to_the_reminder(fresh_page: Page) -> None:
    """Book, confirm, towels, finish, look, wind the clock to tomorrow evening: the reminder for the 24th comes."""
    page = fresh_page
    walk(page)
    sees(page, "guest", "林晓，12月24日（周四）见")
    expect(page.locator(".house-time")).to_contain_text("12月23日 周三 18:0")


def test_booking_comes_in_on_the_other_platform_and_its_calendar_can_be_broken(page: Page) -> None:
    page.get_by_text("别的平台", exact=True).click()
    page.get_by_role("button", name="来一张订单").click()
    sees(page, "staff", "【山海订房】有新情况")
    page.get_by_text("捣乱", exact=True).click()
    for name, said in (("平台日历打不开", "山海订房的日历打不开"), ("平台日历修好", "")):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".trouble")).to_have_text(said)


def test_door_stays_shut_to_a_wrong_code(page: Page) -> None:
    page.get_by_text("房门", exact=True).click()
    page.get_by_role("combobox", name="哪间房").select_option("302")
    page.get_by_role("textbox", name="密码", exact=True).fill("000000")
    page.get_by_role("button", name="开门", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="门没开")).to_be_attached()


def test_clock_is_never_wound_back(page: Page) -> None:
    page.get_by_label("拨到").fill("2026-12-01T09:00")
    page.locator(".clock").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="拨", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="钟只能往后拨")).to_be_attached()
    expect(page.locator(".house-time")).to_contain_text("12月22日")


def test_sentence_below_the_chat_is_sent_by_a_tap(page: Page) -> None:
    phone(page, "owner").get_by_role("button", name="到店", exact=True).click()
    sees(page, "owner", "冬至）到店")


def test_account_menu_is_pressed(page: Page) -> None:
    guest = phone(page, "guest")
    guest.get_by_role("button", name="用菜单").click()
    guest.get_by_text("住店").click()
    guest.get_by_role("button", name="早餐周边").click()
    sees(page, "guest", "饵丝")


def test_picture_voice_and_place_are_shown_where_they_were_sent(page: Page) -> None:
    guest = phone(page, "guest")
    for name in ("拍摄", "语音", "位置"):
        guest.get_by_role("button", name="更多功能").click()
        guest.get_by_role("button", name=name).click()
    expect(guest.locator("img.photo").last).to_be_visible()
    guest.get_by_role("button", name="看大图").last.click()
    expect(page.get_by_role("dialog", name="图片")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="图片")).to_be_hidden()
    expect(guest.get_by_role("img", name="语音")).to_be_visible()
    expect(guest.get_by_text("大理市才村码头")).to_be_visible()


def test_new_guest_follows_and_is_welcomed(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept("小美"))
    page.get_by_label("这是谁的手机").first.select_option("new")
    new = page.get_by_role("region", name="小美的手机")
    new.get_by_role("button", name="关注公众号").click()
    expect(new.locator(".row-theirs")).to_contain_text("小二家客栈")


def test_box_of_service_accounts_leads_back_to_the_chat(page: Page) -> None:
    guest = phone(page, "guest")
    guest.get_by_role("button", name="返回").click()
    guest.get_by_role("button", name="服务号").click()
    guest.get_by_role("button", name="小二家").click()
    expect(guest.get_by_role("textbox", name="发消息")).to_be_visible()


def test_account_that_cannot_push_leads_with_its_mail(page: Page) -> None:
    """A personal account has only passive replies: what could not be pushed waits in the mailbox, and is shown there."""
    page.get_by_text("公众号类型").click()
    page.get_by_role("radio", name="个人订阅号").check()
    expect(phone(page, "guest").get_by_role("button", name="用菜单")).to_be_hidden()
    say(page, "guest", "305要五条浴巾")
    sees(page, "guest", "浴巾5条")
    expect(phone(page, "staff").get_by_text(re.compile(r"信箱\d封"))).to_be_visible()
    say(page, "staff", "工单")
    sees(page, "staff", "浴巾×5")
    page.get_by_role("radio", name="认证服务号").check()
    expect(phone(page, "guest").get_by_role("button", name="用菜单")).to_be_visible()


def test_message_delivered_twice_is_answered_once(page: Page) -> None:
    page.get_by_text("捣乱", exact=True).click()
    page.get_by_role("button", name="重复投递").click()
    say(page, "guest", "可以开发票吗")
    sees(page, "guest", "发票")
    expect(phone(page, "guest").locator(".row-theirs", has_text="发票")).to_have_count(1)
    page.get_by_text("平台日志").click()
    page.locator(".lines summary", has_text="text").first.click()
    expect(page.locator(".lines pre").nth(1)).to_contain_text("lost, ok")


def test_page_without_a_line_says_so_and_tries_again(page: Page) -> None:
    page.route("**/events", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute("**/events")
    expect(phone(page, "guest").get_by_role("log")).to_contain_text("小二家客栈")
    expect(page.get_by_role("alert")).to_be_hidden()


# --- screens ---


def test_phones_stand_side_by_side_on_a_desktop(page: Page) -> None:
    boxes = [phone(page, role).bounding_box() for role in ("guest", "staff", "owner")]
    boxes.append(page.get_by_role("complementary", name="幕后").bounding_box())
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    assert all(left[1] <= right[0] for left, right in pairwise(edges))
    assert edges[-1][1] <= 1440


@pytest.mark.parametrize("width", [320, 390, 820])
def test_small_screen_shows_one_phone_and_never_scrolls_sideways(page: Page, width: int) -> None:
    say(page, "guest", "后天住一晚，两个人，还有房吗")
    sees(page, "guest", "看中哪间")
    page.set_viewport_size({"width": width, "height": 720})
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".phone:visible").count() <= 1
        wide = "() => [...document.querySelectorAll('button, input, select, textarea')].filter((one) => "
        wide += "one.checkVisibility() && !one.closest('.hints-line') && one.getBoundingClientRect().right > innerWidth).length"
        assert page.evaluate(wide) == 0


def test_dark_follows_the_system_and_can_be_chosen(page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(background) != light
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(background) == light


def test_page_speaks_english_when_asked(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="A room the day after tomorrow").first.click()
    guest = page.get_by_role("region", name="Guest’s phone")
    expect(guest.locator(".row-theirs").last).to_contain_text("Which one do you like?")


# --- hands and ears ---


def test_everything_works_by_keyboard(page: Page) -> None:
    guest = phone(page, "guest")
    guest.get_by_role("textbox", name="发消息").focus()
    page.keyboard.type("可以带狗吗")
    page.keyboard.press("Enter")
    sees(page, "guest", "牵绳")
    page.keyboard.press("Shift+Tab")
    expect(guest.get_by_role("button", name="用菜单")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(guest.get_by_role("button", name="我的订单")).to_be_visible()
    page.keyboard.press("Escape")
    expect(guest.get_by_role("button", name="我的订单")).to_be_hidden()


def test_tabs_are_moved_through_by_arrows(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 720})
    page.get_by_role("tab", name="客人").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="员工")).to_be_focused()
    expect(phone(page, "staff")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="员工")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screen_reader_stumbles_nowhere_and_every_text_can_be_read(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    say(page, "guest", "后天住一晚，两个人，还有房吗")
    sees(page, "guest", "看中哪间")
    for name in ("平台日志", "公众号类型", "捣乱"):
        page.locator("summary", has_text=name).click()
    phone(page, "staff").get_by_role("button", name="返回").click()
    phone(page, "owner").get_by_role("button", name="公众号资料").click()
    assert page.evaluate(STUMBLES) == []
    assert page.evaluate(CONTRAST) == []


def test_arriving_messages_are_announced(page: Page) -> None:
    """A chat is a log: what is added to it is read out, politely."""
    expect(phone(page, "guest").get_by_role("log", name="和小二家的聊天")).to_have_count(1)
