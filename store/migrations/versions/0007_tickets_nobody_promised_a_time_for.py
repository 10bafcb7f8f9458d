"""Tickets nobody promised a time for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets") as batch_op:  # every ticket so far was promised for a time
        batch_op.add_column(sa.Column("promised", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.alter_column("promised", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_column("promised")
