"""What the conversations stand on: the house of each kind of account."""

from __future__ import annotations

from bot.simulator.account import Account
from bot.simulator.premises import furnished
from tests.conversations.running import house_of


def test_demo_on_a_personal_account_has_the_same_house_without_templates() -> None:
    """It once failed to start: times of a dumped house were not read again."""
    account = Account(kind="personal")
    assert furnished(account) == house_of(account)
    assert furnished(account).wechat.templates == {}
