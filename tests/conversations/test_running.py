"""What the conversations stand on: the house of each kind of account."""

from __future__ import annotations

from bot.cli.demo import _document
from bot.simulator.account import Account
from tests.conversations.running import house_of


def test_demo_on_a_personal_account_has_the_same_house_without_templates() -> None:
    """It once failed to start: times of a dumped house were not read again."""
    account = Account(kind="personal")
    assert _document(account) == house_of(account)
    assert _document(account).wechat.templates == {}
