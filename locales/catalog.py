"""The catalogs: read once from the .po files, then one look-up a sentence. Never guesses a translation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

LANGUAGES = ("zh_CN", "zh_TW", "en", "ja")  # what is shipped, complete
ONE_FORM = frozenset(("zh_CN", "zh_TW", "ja"))  # languages that say 1 and 2 alike
_TRADITIONAL = (
    "hant",
    "tw",
    "hk",
    "mo",
    "yue",
)  # parts of the name of a Chinese written in traditional characters

Forms = tuple[str, ...]  # one text; for a message with a plural one or two


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """`message` itself, marked for the catalogs: for texts kept as data and said later."""
    return message


def fallback(language: str) -> str:
    """The shipped language nearest to `language`: Chinese by its characters, "" (not known) zh_CN, others en."""
    if language in LANGUAGES:
        return language
    parts = language.lower().replace("-", "_").split("_")
    if parts[0] in ("zh", "yue", ""):
        return "zh_TW" if any(part in _TRADITIONAL for part in parts) else "zh_CN"
    return "ja" if parts[0] == "ja" else "en"


def load() -> None:
    """Read every catalog now, so that no guest waits for it. Raises whatever a damaged .po file raises."""
    for language in LANGUAGES:
        _shipped(language)


def say(language: str, message: str, /, **values: object) -> str:
    """`message` in `language`, with `values` put into its {places}.

    A message no catalog has is said in English and logged once. Raises KeyError when a place has no value: a
    mistake in the code, which `locales.check` finds where the message stands in the call.
    """
    forms = _catalog(language).get(message)
    return (forms[0] if forms else _as_written(language, message)).format(**values)


def say_many(language: str, one: str, many: str, n: int, /, **values: object) -> str:
    """Like `say`, for a message that counts: `one` when n is 1, else `many`; {n} is filled in."""
    forms = _catalog(language).get(one)
    if forms is None:
        text = _as_written(language, one if n == 1 else many)
    else:
        text = forms[0] if n == 1 or len(forms) == 1 else forms[1]
    return text.format(n=n, **values)


@lru_cache(maxsize=64)
def _catalog(language: str) -> Mapping[str, Forms]:
    return _shipped(fallback(language))


@cache
def _shipped(language: str) -> Mapping[str, Forms]:
    from locales import po  # noqa: PLC0415 # lazy: 60 ms that `xiaoer --help` need not pay

    found: dict[str, Forms] = {}
    for entry in po.read(po.path_of(language), language):
        text, told = po.first(entry), po.forms(entry)
        if text and told and all(told) and not entry.fuzzy:
            found[text] = told[:1] if language in ONE_FORM else told
        elif text and language == "en":
            found[text] = (text, po.plural(entry)) if po.plural(entry) else (text,)
    return found


@lru_cache(maxsize=4096)
def _as_written(language: str, message: str) -> str:
    """The message untranslated. Cached, so that each one is logged once."""
    import structlog  # noqa: PLC0415 # lazy: 80 ms, for a message that should not exist

    structlog.get_logger(__name__).warning(
        "message has no translation", language=language, message_id=message
    )
    return message
