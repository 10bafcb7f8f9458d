"""Late check-out at a price."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("late_checkouts", sa.Column("fen", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("late_checkouts") as late_checkouts:
        late_checkouts.alter_column("fen", existing_type=sa.BigInteger(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("late_checkouts") as late_checkouts:
        late_checkouts.drop_column("fen")
