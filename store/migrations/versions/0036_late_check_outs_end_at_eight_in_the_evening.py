"""Late check-outs end at eight in the evening: later hours of houses stored before are brought down to it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

LATEST = "20:00"


def _earlier(value: Any) -> Any:
    return LATEST if isinstance(value, str) and value[:5] > LATEST else value


def _bounded(document: dict[str, Any]) -> dict[str, Any]:
    """The house with its own hour, and that of each level, at the latest hour or before."""
    late = document.get("late_checkout")
    if isinstance(late, dict) and "until" in late:
        late["until"] = _earlier(late["until"])
    levels = (document.get("membership") or {}).get("levels") or {}
    for level in levels.values():
        if "late_checkout" in level:
            level["late_checkout"] = _earlier(level["late_checkout"])
    return document


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, document FROM house_files")).all():
        bounded = json.dumps(_bounded(json.loads(row.document)), ensure_ascii=False)
        connection.execute(
            sa.text("UPDATE house_files SET document = :document WHERE id = :id"),
            {"document": bounded, "id": row.id},
        )
    rows = connection.execute(
        sa.text("SELECT path, value FROM house_overrides WHERE path LIKE '%late_checkout%'")
    ).all()
    for row in rows:
        connection.execute(
            sa.text("UPDATE house_overrides SET value = :value WHERE path = :path"),
            {"value": json.dumps(_earlier(json.loads(row.value))), "path": row.path},
        )


def downgrade() -> None:
    """What the hour was before is not kept."""
