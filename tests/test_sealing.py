"""What sealing promises: nothing readable without the key, nothing opened elsewhere, no ID number kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sealing import (
    BANK_CARD,
    ID_NUMBER,
    KeyRing,
    Unsealable,
    mask_name,
    mask_phone,
    mask_secrets,
)
from tests.chance import SeededChance

OLD, NEW = b"o" * 32, b"n" * 32
ID = "11010519491231002X"  # the example of GB 11643-1999
UNIONPAY = "6222021234567890128"  # made up, with a right last digit


def ring(current: bytes = NEW, previous: bytes | None = None) -> KeyRing:
    return KeyRing(current, previous, SeededChance())


@given(st.text())
def test_seal_any_text_opens_again(text: str) -> None:
    keys = ring()
    assert keys.open("people.name", keys.seal("people.name", text)) == text


def test_seal_has_the_documented_form() -> None:
    blob = ring().seal("people.name", "张三")
    assert (blob[0], len(blob)) == (1, 1 + 4 + 12 + len("张三".encode()) + 16)


def test_seal_same_text_twice_looks_different() -> None:
    keys = ring()
    assert keys.seal("people.name", "张三") != keys.seal("people.name", "张三")


def test_seal_bytes_that_are_no_text_are_read_as_bytes() -> None:
    keys = ring()
    blob = keys.seal("outbox.payload", b"\xff\x00")
    assert keys.open_bytes("outbox.payload", blob) == b"\xff\x00"
    with pytest.raises(Unsealable, match=r"^outbox\.payload: what was sealed is not text"):
        keys.open("outbox.payload", blob)


def test_open_in_another_column_is_refused_without_content() -> None:
    keys = ring()
    with pytest.raises(Unsealable) as refused:
        keys.open("people.phone", keys.seal("people.name", "张三"))
    assert str(refused.value) == (
        "people.phone: the sealed value was altered or belongs elsewhere; restore the row"
    )


@given(st.integers(min_value=0, max_value=8 * 39 - 1))
def test_open_with_any_bit_flipped_is_refused(bit: int) -> None:
    keys = ring()
    blob = bytearray(keys.seal("people.name", "张三"))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unsealable, match=r"^people\.name: "):
        keys.open("people.name", bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"\x01", "张三".encode(), b"\x02" + bytes(40)])
def test_open_of_what_was_never_sealed_is_refused(blob: bytes) -> None:
    with pytest.raises(Unsealable, match="not a sealed value"):
        ring().open("people.name", blob)


def test_open_with_the_previous_key_works_until_it_is_taken_away() -> None:
    blob = ring(OLD).seal("people.name", "张三")
    assert ring(NEW, OLD).open("people.name", blob) == "张三"
    with pytest.raises(Unsealable, match="start with it as the previous key"):
        ring(NEW).open("people.name", blob)


def test_is_current_tells_what_rekey_must_seal_anew() -> None:
    old, both = ring(OLD), ring(NEW, OLD)
    assert not both.is_current(old.seal("people.name", "张三"))
    assert both.is_current(both.seal("people.name", "张三"))


def test_hashes_put_the_current_key_first_and_find_what_the_previous_one_stored() -> None:
    [old], [new] = ring(OLD).hashes("people.phone", "138"), ring(NEW).hashes("people.phone", "138")
    assert ring(NEW, OLD).hashes("people.phone", "138") == (new, old)
    assert len(new) == 64


def test_hashes_differ_by_context() -> None:
    assert ring().hashes("people.phone", "138") != ring().hashes("bookings.phone", "138")


def test_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes, this one has 5"):
        KeyRing(b"short")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800008000", "138****8000"),
        ("+8613800008000", "+86138****8000"),
        ("+86 13800008000", "+86 138****8000"),
        ("+81 90-1234-5678", "+81 9*-****-5678"),
        ("0571-8888666", "057*-***8666"),
        ("88886666", "******66"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_mask_phone_shows_no_more_than_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("张三丰", "张**"), ("John Smith", "J*** S****"), ("张", "*"), ("", "")],
)
def test_mask_name_shows_the_first_letter_of_each_word(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (ID, "*" * 18),
        (f"身份证{ID.lower()}，谢谢", f"身份证{'*' * 18}，谢谢"),
        ("110105 19491231 002X", "****** ******** ****"),
        ("110105-1949-1231-002X", "******-****-****-****"),
        ("110105 - 19491231 - 002 X", "****** - ******** - *** *"),
        ("１１０１０５１９４９１２３１００２Ｘ", "*" * 18),
        ("810000199408230021", "*" * 18),  # Hong Kong resident in China
        ("830000199201300022", "*" * 18),  # Taiwan resident in China
        ("911124198108030024", "*" * 18),  # foreigner with permanent residence, card of 2023
        (f"我13800008000 {ID} 李四", f"我13800008000 {'*' * 18} 李四"),
        (f"{ID}和{ID}", f"{'*' * 18}和{'*' * 18}"),
    ],
)
def test_mask_secrets_of_an_identity_number_stars_all_of_it(text: str, masked: str) -> None:
    assert mask_secrets(text) == (masked, (ID_NUMBER,))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (UNIONPAY, "*" * 15 + "0128"),
        ("卡号6222 0212 3456 7890 128", "卡号**** **** **** ***0 128"),
        ("622202 1234567890128", "****** *********0128"),
        ("4111-1111-1111-1111", "****-****-****-1111"),
        ("5555555555554444 visa?", "************4444 visa?"),
        ("３５６６００２０２０３６０５０５", "*" * 12 + "０５０５"),
    ],
)
def test_mask_secrets_of_a_bank_card_keeps_the_last_four(text: str, masked: str) -> None:
    assert mask_secrets(text) == (masked, (BANK_CARD,))


@pytest.mark.parametrize(
    "text",
    [
        "13800008000",
        "+86 138 0000 8000 或 13900009000",
        "13800008000 13900009000 13700007000",
        "110105194912310021",  # wrong check letter
        "110105194913310024",  # no thirteenth month
        "991105194912310025",  # no such region
        "6222021234567890120",  # wrong last digit
        "订单号：4111111111111111",  # an order number that happens to pass
        "order no. 4111111111111111",
        "2026120110000012345",
        "1128165283945128",
        "4200002026202612010123456789",  # a payment's number of 28 digits
        "41111111111111110000000",
        "12月1日入住 12月3日离店 2大1小",
        "短",
        "",
    ],
)
def test_mask_secrets_of_anything_else_changes_nothing(text: str) -> None:
    assert mask_secrets(text) == (text, ())


def test_mask_secrets_of_both_names_both_kinds_in_order() -> None:
    assert mask_secrets(f"{UNIONPAY}，{ID}")[1] == (BANK_CARD, ID_NUMBER)


@given(st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), min_size=1, max_size=4))
def test_mask_secrets_never_touches_phones(phones: list[str]) -> None:
    text = "，".join(phones)
    assert mask_secrets(text) == (text, ())


@given(st.text(alphabet="0123456789 -xX１２３订单号", max_size=80))
def test_mask_secrets_keeps_length_and_all_that_is_no_digit(text: str) -> None:
    masked, _ = mask_secrets(text)
    assert len(masked) == len(text)
    assert all(
        now == was or (now == "*" and was in "0123456789xX１２３")
        for now, was in zip(masked, text, strict=True)
    )
