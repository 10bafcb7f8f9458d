"""Keeps personal data unreadable outside the process: sealed values, keyed hashes, masks for people's eyes.

It never logs and never puts what it handles into an error.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from store.world import Chance, SystemChance

KEY_BYTES = 32  # the least a key may have

ID_NUMBER = "id_number"  # 居民身份证, 港澳台居民居住证, 外国人永久居留身份证: all GB 11643
BANK_CARD = "bank_card"

_VERSION = b"\x01"
_ID_BYTES, _NONCE_BYTES, _TAG_BYTES = 4, 12, 16
_HEADER = len(_VERSION) + _ID_BYTES


class Unsealable(Exception):
    """A sealed value that cannot be opened. Names the context and what to do; caught where rows are read."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What is derived from one master key, each part for one purpose."""

    header: bytes  # version and key id: how every blob of this key begins
    cipher: AESGCM
    hashing: bytes


class KeyRing:
    """The key in use and, while `xiaoer rekey` has not finished, the one before it.

    A blob is version (1 byte), key id (4), nonce (12), ciphertext and tag (16). It opens only in the context
    it was sealed for, so a value moved to another column is refused.
    """

    def __init__(self, current: bytes, previous: bytes | None = None, chance: Chance | None = None) -> None:
        """`chance` gives the nonces. Raises ValueError for a key under 32 bytes, which start-up reports."""
        self._current = _derive(current)
        self._previous = _derive(previous) if previous is not None else None
        self._chance = chance or SystemChance()

    def seal(self, context: str, plaintext: bytes | str) -> bytes:
        """`plaintext` under the current key, for the place `context` names (``people.name``)."""
        content = plaintext.encode() if isinstance(plaintext, str) else plaintext
        nonce = self._chance.bytes(_NONCE_BYTES)
        key = self._current
        return key.header + nonce + key.cipher.encrypt(nonce, content, context.encode())

    def open(self, context: str, blob: bytes) -> str:
        """The text sealed for `context`. Raises Unsealable."""
        try:
            return self.open_bytes(context, blob).decode()
        except UnicodeDecodeError:
            raise Unsealable(f"{context}: what was sealed is not text; read it with open_bytes") from None

    def open_bytes(self, context: str, blob: bytes) -> bytes:
        """The bytes sealed for `context`. Raises Unsealable."""
        key = self._key_of(context, blob)
        try:
            nonce, body = blob[_HEADER : _HEADER + _NONCE_BYTES], blob[_HEADER + _NONCE_BYTES :]
            return key.cipher.decrypt(nonce, body, context.encode())
        except InvalidTag:
            raise Unsealable(
                f"{context}: the sealed value was altered or belongs elsewhere; restore the row"
            ) from None

    def is_current(self, blob: bytes) -> bool:
        """Whether `blob` was sealed with the current key; False is work for `xiaoer rekey`."""
        return blob.startswith(self._current.header)

    def hashes(self, context: str, text: str) -> tuple[str, ...]:
        """Keyed hashes (64 hex digits) to find `text` by: the current key's, to store; the previous one's."""
        message = context.encode() + b"\0" + text.encode()
        keys = (self._current, self._previous) if self._previous else (self._current,)
        return tuple(hmac.digest(key.hashing, message, "sha256").hex() for key in keys)

    def _key_of(self, context: str, blob: bytes) -> _Key:
        if len(blob) < _HEADER + _NONCE_BYTES + _TAG_BYTES or not blob.startswith(_VERSION):
            raise Unsealable(f"{context}: this is not a sealed value; restore the row")
        for key in (self._current, self._previous):
            if key is not None and blob.startswith(key.header):
                return key
        raise Unsealable(
            f"{context}: sealed with a key that is not at hand; start with it as the previous key"
        )


def _derive(master: bytes) -> _Key:
    if len(master) < KEY_BYTES:
        raise ValueError(f"a key needs at least {KEY_BYTES} bytes, this one has {len(master)}")

    def part(purpose: str, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=f"xiaoer {purpose}".encode()).derive(master)

    return _Key(_VERSION + part("key id", _ID_BYTES), AESGCM(part("seal", 32)), part("hash", 32))


# --- masks for people's eyes ---


def mask_phone(phone: str) -> str:
    """A phone number as others may see it: ``13800008000`` -> ``138****8000``, the +86 in front kept."""
    prefix, national = "", phone.strip()
    if match := re.fullmatch(r"(\+?86[ -]?)(1\d{10})", national):
        prefix, national = match[1], match[2]
    count = sum(character.isdigit() for character in national)
    first, last = (3, 4) if count >= 10 else (0, 2) if count >= 5 else (0, 0)
    seen, shown = 0, []
    for character in national:
        if not character.isdigit():
            shown.append(character)
            continue
        seen += 1
        shown.append(character if seen <= first or seen > count - last else "*")
    return prefix + "".join(shown)


def mask_name(name: str) -> str:
    """A name as others may see it: ``张三丰`` -> ``张**``, ``John Smith`` -> ``J*** S****``."""
    return " ".join(word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in name.split())


# --- what must not be stored at all ---

_GAP = r"[ \-\u3000\u00a0\u2010-\u2015\uff0d]{0,3}"  # spaces and dashes of any width
_LONG = re.compile(rf"\d(?:{_GAP}\d){{14,}}(?:{_GAP}[0-9xX\uff38\uff58])?")
_GROUP = re.compile(r"\d+|[xX\uff38\uff58]")
_ORDER_BEFORE = re.compile(
    r"(?:订单|訂單|单号|單號|编号|編號|确认号|確認號|流水号|流水號|快递|快遞|运单|運單|#"
    r"|(?:order|booking|confirmation) ?(?:no\.?|number|id))[号號码碼]?\s*(?:是|为|為|[:：#])?\s*$",
    re.IGNORECASE,
)  # what introduces a number that is no card, whatever its last digit says

_PROVINCES = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    ]
)  # GB/T 2260; 81, 82, 83: residence permits of Hong Kong, Macao and Taiwan residents
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, 2^(17-i) mod 11
_CHECK_LETTERS = "10X98765432"

# How card numbers of the brands guests carry begin, and how long those are.
_CARD = re.compile(
    r"62\d{14,17}"  # UnionPay
    r"|6(?:0|4|5)\d{14,17}"  # Discover and Chinese debit cards of old
    r"|955[0-9]\d{15}|9558\d{12}"  # ICBC debit cards
    r"|4\d{15}"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
)


def mask_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with identity numbers and bank cards starred out, and which kinds were found, in order.

    Each digit becomes a star, so length and spacing stay; a card keeps its last four. Phone and order numbers
    stay. Text of the shape of an identity number with a wrong check letter is not one, and stays.
    Sources: GB 11643-1999 (check letter), ISO/IEC 7812 (Luhn).
    """
    if len(text) < 16 or not (runs := list(_LONG.finditer(text))):
        return text, ()
    letters, kinds = list(text), dict[str, None]()
    for run in runs:
        for kind, start, end in _secrets_in(text, run.start(), run.end()):
            kinds[kind] = None
            _star(letters, start, end, keep=4 if kind == BANK_CARD else 0)
    return "".join(letters), tuple(kinds)


def _secrets_in(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of each secret made of whole groups of digits between `start` and `end`."""
    groups = list(_GROUP.finditer(text, start, end))
    plain = [_ascii(group[0]) for group in groups]
    first = 0
    while first < len(groups):
        kind, after = _longest_secret(text, groups, plain, first)
        if kind:
            yield kind, groups[first].start(), groups[after - 1].end()
        first = after


def _longest_secret(text: str, groups: list[re.Match[str]], plain: list[str], first: int) -> tuple[str, int]:
    """The kind of the secret that begins with group `first`, "" for none, and where to look on."""
    number, kind, end = "", "", first + 1
    for after in range(first + 1, len(groups) + 1):
        number += plain[after - 1]
        if len(number) > 19:
            break
        if len(number) < 16:
            continue
        if _is_id_number(number):
            kind, end = ID_NUMBER, after
        elif _is_bank_card(number) and _written_as_card(text, groups[first:after]):
            kind, end = BANK_CARD, after
    return kind, end


def _ascii(group: str) -> str:
    """The same digits as ASCII; the letter is a capital X."""
    if group.isascii():
        return group.upper()
    return "".join(str(int(letter)) if letter.isdigit() else "X" for letter in group)


def _is_id_number(number: str) -> bool:
    """Whether `number` has 18 places, a region, a date of birth and the right check letter."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    foreigner = number[0] == "9"  # the permanent resident card of 2023: 9, then the province
    if int(number[1:3] if foreigner else number[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return 1850 <= born.year <= 2150 and _CHECK_LETTERS[total % 11] == number[17]


def _is_bank_card(number: str) -> bool:
    return _CARD.fullmatch(number) is not None and _luhn(number)


def _luhn(number: str) -> bool:
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def _written_as_card(text: str, groups: list[re.Match[str]]) -> bool:
    """Whether people write a card that way: in one piece, in fours, or the bank's six digits and the rest."""
    sizes = [len(group[0]) for group in groups]
    in_fours = all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
    if not (len(sizes) == 1 or in_fours or (len(sizes) == 2 and sizes[0] == 6)):
        return False
    start = groups[0].start()
    return _ORDER_BEFORE.search(text, max(0, start - 24), start) is None


def _star(letters: list[str], start: int, end: int, keep: int) -> None:
    places = [at for at in range(start, end) if letters[at].isdigit() or letters[at] in "xXＸｘ"]
    for at in places[: len(places) - keep]:
        letters[at] = "*"
