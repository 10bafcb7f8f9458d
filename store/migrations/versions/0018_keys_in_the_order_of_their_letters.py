"""Keys in the order of their letters on every server; late check-out by its day; what is about a guest is found quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE outbox ALTER COLUMN key TYPE VARCHAR COLLATE "C"')
    op.create_index("ix_tickets_booking_id", "tickets", ["booking_id"])
    op.create_index("ix_gaps_asked_by", "gaps", ["asked_by"])
    op.add_column("late_checkouts", sa.Column("departure", sa.Date(), nullable=True))
    op.execute(
        "UPDATE late_checkouts SET departure ="
        " (SELECT bookings.departure FROM bookings WHERE bookings.id = late_checkouts.booking_id)"
    )
    with op.batch_alter_table("late_checkouts") as late_checkouts:
        late_checkouts.alter_column("departure", existing_type=sa.Date(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("late_checkouts") as late_checkouts:
        late_checkouts.drop_column("departure")
    op.drop_index("ix_gaps_asked_by", "gaps")
    op.drop_index("ix_tickets_booking_id", "tickets")
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE outbox ALTER COLUMN key TYPE VARCHAR COLLATE "default"')
