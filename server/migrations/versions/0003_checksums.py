"""checksums of the edit log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_update", sa.Column("crc", sa.BigInteger(), nullable=True))
    op.add_column("document_snapshot", sa.Column("crc", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("document_snapshot", "crc")
    op.drop_column("document_update", "crc")
