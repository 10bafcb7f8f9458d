"""One demo for all tests but those that wind its clock, and a new page for each, in the Chromium that CHROMIUM names."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

MORNING = "2026-12-22 10:00"  # a Tuesday; the reminder for the 24th goes out on the 23rd
DESKTOP = {"width": 1440, "height": 900}
expect.set_options(timeout=15_000)  # a busy machine; nothing waits longer than it must


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"],  # in a container as root; it visits this machine alone
        )
        yield browser
        browser.close()


@contextmanager
def opened(folder: Path) -> Iterator[str]:
    """The address of a demo that has just opened."""
    command = [str(Path(sys.executable).with_name("xiaoer")), "demo", "--port", "0", "--at", MORNING]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = None
        while found is None:
            line = process.stdout.readline()
            assert line, "the demo ended before it opened"
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
        yield found[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo that tests share: each asks what no other one asks."""
    with opened(tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture
def page(chromium: Browser, demo: str) -> Iterator[Page]:
    """The page of the shared demo."""
    with looked_at(chromium, demo) as page:
        yield page


@pytest.fixture
def fresh_page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a demo of its own."""
    with opened(tmp_path) as url, looked_at(chromium, url) as page:
        yield page


@contextmanager
def looked_at(chromium: Browser, demo: str) -> Iterator[Page]:
    """The page on a desktop, in Chinese; whatever the browser complains about fails the test."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(demo)
    expect(page.locator("#phone-guest .chat li").first).to_be_visible()
    yield page
    context.close()
    expected = ("ERR_FAILED", "409 (Conflict)")  # a cut line, and what cannot be done
    assert [said for said in complaints if not any(part in said for part in expected)] == []
