"""Sets up logging: one line an event, JSON or for a terminal, ours and the libraries' alike.

No phone, identity or card number, openid, token or secret leaves through it, wherever in an event it stands.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from store.sealing import mask_phone, mask_secrets

LEVELS = ("debug", "info", "warning", "error", "critical")

_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d{9}(?!\d)")
_SECRET = re.compile(
    r"""(\b(?:access_token|refresh_token|component_access_token|token|appsecret|app_secret|secret|password|passwd
        |encoding_aes_key|msg_signature|signature|[a-z_]*_key|apikey)["']?\s*[=:]\s*["']?)([^\s&"',;}]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_URL = re.compile(r"(\w+://[^\s:/@]*:)[^\s@/]+(?=@)")  # redis://:password@host
_OPENID = re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")  # as WeChat makes them
_SECRET_NAMES = frozenset({"access_token", "token", "secret", "appsecret", "password", "api_key"})
_QUIET = (
    "aiohttp.access",
    "apscheduler",
    "sqlalchemy",
    "alembic",
    "asyncio",
    "aiosqlite",
)  # say little below warning


def configure(level: str, json: bool) -> None:
    """Send every event of at least `level` to standard error, as JSON or for people; may be called again.

    Raises ValueError for a level that is none; start-up reports it.
    """
    if level.lower() not in LEVELS:
        raise ValueError(f"log level {level!r}: one of {', '.join(LEVELS)} is needed")
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _route_standard_logging(level, shared, _renderer(json))


def _route_standard_logging(level: str, shared: list[Processor], renderer: Processor) -> None:
    """Give standard logging, which everything passes through, one handler with our form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _renderer(json: bool) -> Processor:
    if json:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with everything masked that must not be read in a log; a structlog processor."""
    return {key: _masked(key, value) for key, value in event.items()}


def _masked(key: str, value: Any) -> Any:
    if key.startswith("_"):  # structlog's own, not printed
        return value
    if isinstance(value, str):
        return "***" if key.lower() in _SECRET_NAMES else masked_text(value)
    if isinstance(value, Mapping):
        return {str(name): _masked(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(key, inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked_text(repr(value))


def masked_text(text: str) -> str:
    """`text` with phones, identity and card numbers, openids, tokens and secrets masked."""
    text, _ = mask_secrets(text)
    text = _PHONE.sub(lambda found: mask_phone(found[0]), text)
    text = _OPENID.sub("o***", text)
    return _IN_URL.sub(r"\1***", _SECRET.sub(r"\1***", text))
