"""first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cmf_db import base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("audit",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("org_id", sa.String(length=26), nullable=True),
        sa.Column("project_id", sa.String(length=26), nullable=True),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("detail", base.Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit"))
    )
    op.create_index("ix_audit_org", "audit", ["org_id", "id"], unique=False)
    op.create_index("ix_audit_project", "audit", ["project_id", "id"], unique=False)
    op.create_table("blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob"))
    )
    op.create_index(op.f("ix_blob_created"), "blob", ["created"], unique=False)
    op.create_table("fact",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", base.Json, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact"))
    )
    op.create_table("idempotent_answer",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotent_answer")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_idempotent_answer_actor_id_key"))
    )
    op.create_index(op.f("ix_idempotent_answer_created"), "idempotent_answer", ["created"], unique=False)
    op.create_table("job",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("args", base.Json, nullable=False),
        sa.Column("state", sa.Enum("queued", "running", "ok", "failed", name="jobstate", native_enum=False, length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.Column("started", base.UtcDateTime(), nullable=True),
        sa.Column("ended", base.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job"))
    )
    op.create_index(op.f("ix_job_state"), "job", ["state"], unique=False)
    op.create_table("organisation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation"))
    )
    op.create_table("user_account",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("theme", sa.String(length=8), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier"))
    )
    op.create_table("blob_ref",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("owner_kind", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_blob_ref_org_id_organisation")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_blob_ref_sha256_blob")),
        sa.PrimaryKeyConstraint("sha256", "owner_kind", "owner_id", "role", name=op.f("pk_blob_ref"))
    )
    op.create_index("ix_blob_ref_owner", "blob_ref", ["owner_kind", "owner_id"], unique=False)
    op.create_table("org_membership",
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.Enum("admin", "member", name="orgrole", native_enum=False, length=16), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_org_membership_org_id_organisation"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_org_membership_user_id_user_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("org_id", "user_id", name=op.f("pk_org_membership"))
    )
    op.create_index(op.f("ix_org_membership_user_id"), "org_membership", ["user_id"], unique=False)
    op.create_table("project",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.Column("updated", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_project_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project"))
    )
    op.create_index(op.f("ix_project_org_id"), "project", ["org_id"], unique=False)
    op.create_table("sign_in",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("ended", base.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_user_id_user_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in"))
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"], unique=False)
    op.create_table("document",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("project_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.Column("updated", base.UtcDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.String(length=26), nullable=True),
        sa.Column("thumbnail", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_document_org_id_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_document_project_id_project"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["updated_by_id"], ["user_account.id"], name=op.f("fk_document_updated_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document"))
    )
    op.create_index(op.f("ix_document_project_id"), "document", ["project_id"], unique=False)
    op.create_index(op.f("ix_document_updated"), "document", ["updated"], unique=False)
    op.create_table("project_member",
        sa.Column("project_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.Enum("viewer", "commenter", "editor", "owner", name="role", native_enum=False, length=16), nullable=False),
        sa.Column("since", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_project_member_org_id_organisation")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_member_project_id_project"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_project_member_user_id_user_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project_id", "user_id", name=op.f("pk_project_member"))
    )
    op.create_index(op.f("ix_project_member_user_id"), "project_member", ["user_id"], unique=False)
    op.create_table("derived",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("options_sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Enum("queued", "running", "ok", "failed", name="buildstate", native_enum=False, length=16), nullable=False),
        sa.Column("message", base.Json, nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_derived_document_id_document"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_derived_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derived")),
        sa.UniqueConstraint("document_id", "content_sha256", "kind", "options_sha256", name=op.f("uq_derived_document_id_content_sha256_kind_options_sha256"))
    )
    op.create_table("document_snapshot",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=26), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_snapshot_document_id_document"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "seq", name=op.f("pk_document_snapshot"))
    )
    op.create_table("document_update",
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=26), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("keys", base.Json, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_document_update_actor_id_user_account")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_update_document_id_document"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "seq", name=op.f("pk_document_update"))
    )
    op.create_table("version",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("document_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("branch", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("parents", base.Json, nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("epoch", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("thumbnail", sa.String(length=64), nullable=True),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_version_author_id_user_account")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_version_document_id_document"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_version_org_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_version_document_id_number")),
        sa.UniqueConstraint("document_id", "sha256", name=op.f("uq_version_document_id_sha256"))
    )
    op.create_table("version_build",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.Enum("queued", "running", "ok", "failed", name="buildstate", native_enum=False, length=16), nullable=False),
        sa.Column("statistics", base.Json, nullable=True),
        sa.Column("log", base.Json, nullable=False),
        sa.Column("ended", base.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_build_version_id_version"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_build"))
    )


def downgrade() -> None:
    op.drop_table("version_build")
    op.drop_table("version")
    op.drop_table("document_update")
    op.drop_table("document_snapshot")
    op.drop_table("derived")
    op.drop_index(op.f("ix_project_member_user_id"), "project_member")
    op.drop_table("project_member")
    op.drop_index(op.f("ix_document_updated"), "document")
    op.drop_index(op.f("ix_document_project_id"), "document")
    op.drop_table("document")
    op.drop_index(op.f("ix_sign_in_user_id"), "sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_project_org_id"), "project")
    op.drop_table("project")
    op.drop_index(op.f("ix_org_membership_user_id"), "org_membership")
    op.drop_table("org_membership")
    op.drop_index("ix_blob_ref_owner", "blob_ref")
    op.drop_table("blob_ref")
    op.drop_table("user_account")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_job_state"), "job")
    op.drop_table("job")
    op.drop_index(op.f("ix_idempotent_answer_created"), "idempotent_answer")
    op.drop_table("idempotent_answer")
    op.drop_table("fact")
    op.drop_index(op.f("ix_blob_created"), "blob")
    op.drop_table("blob")
    op.drop_index("ix_audit_project", "audit")
    op.drop_index("ix_audit_org", "audit")
    op.drop_table("audit")
