"""The short words about points and vouchers, as whole texts: 核销 K7M3Q4, 积分 王女士, 会员. Pure; 积分 alone is a question."""

from __future__ import annotations

import re

_CODE = r"(?P<code>(?:[A-Z]\d){3})"

# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (("check_off", rf"(?:核销|验券|用券)\s*:?\s*{_CODE}"),)
MEMBERSHIP = tuple((name, re.compile(text, re.IGNORECASE)) for name, text in PATTERNS)
