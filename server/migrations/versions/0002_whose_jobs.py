"""whose jobs and exports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cmf_db import base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("org_id", sa.String(length=26), nullable=True))
    op.add_column("job", sa.Column("person_id", sa.String(length=26), nullable=True))
    op.add_column("job", sa.Column("due", base.UtcDateTime(), nullable=True))
    op.add_column("derived", sa.Column("requested_by_id", sa.String(length=26), nullable=True))


def downgrade() -> None:
    op.drop_column("derived", "requested_by_id")
    op.drop_column("job", "due")
    op.drop_column("job", "person_id")
    op.drop_column("job", "org_id")
