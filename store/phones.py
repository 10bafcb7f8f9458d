"""Phone numbers in one form (E.164), so that the same number is found however it was written."""

from __future__ import annotations

import phonenumbers

HOME = "CN"


def e164(text: str, region: str = HOME) -> str | None:
    """The number as +8613800008000; None when it cannot be a phone number of `region` or, with a +, of any."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
