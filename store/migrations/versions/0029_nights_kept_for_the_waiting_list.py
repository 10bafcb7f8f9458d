"""Nights kept for the waiting list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

OFFERED = sa.text("SELECT id, kept, arrival, departure FROM waits WHERE ended_at IS NULL AND kept <> ''")
KEPT = sa.text(
    "UPDATE room_nights SET kept_for = :wait"
    " WHERE room = :room AND night >= :arrival AND night < :departure AND booking_id IS NULL"
)


def upgrade() -> None:
    op.add_column(
        "room_nights",
        sa.Column("kept_for", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    )
    connection = op.get_bind()
    for row in connection.execute(OFFERED).all():
        for room in row.kept.split(","):
            values = {"wait": row.id, "room": room, "arrival": row.arrival, "departure": row.departure}
            connection.execute(KEPT, values)


def downgrade() -> None:
    with op.batch_alter_table("room_nights") as room_nights:
        room_nights.drop_column("kept_for")
