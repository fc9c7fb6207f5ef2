"""which library items the parts of a document wear"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_worn_item",
        sa.Column("document_id", sa.String(26), sa.ForeignKey("document.id", name="fk_document_worn_item_document_id_document", ondelete="CASCADE"), nullable=False),
        sa.Column("item_id", sa.String(26), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "item_id", "number", name="pk_document_worn_item"),
    )
    op.create_index("ix_document_worn_item_item_id", "document_worn_item", ["item_id"])


def downgrade() -> None:
    op.drop_table("document_worn_item")
