"""The letters and digits of codes that people type: none that is taken for another."""

from __future__ import annotations

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0 O 1 I L
LETTERS, DIGITS = CODE_LETTERS[:-8], CODE_LETTERS[-8:]
