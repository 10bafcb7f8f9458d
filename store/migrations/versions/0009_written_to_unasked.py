"""How often somebody was written to unasked, and what waits about a guest, are found quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNASKED = sa.text("kind NOT IN ('answer', 'notice', 'picture')")


def upgrade() -> None:
    op.create_index(
        "outbox_unasked", "outbox", ["address_id", "due_at"], sqlite_where=UNASKED, postgresql_where=UNASKED
    )
    op.create_index("todos_person", "todos", ["person_id", "done_at"])


def downgrade() -> None:
    op.drop_index("todos_person", "todos")
    op.drop_index("outbox_unasked", "outbox")
