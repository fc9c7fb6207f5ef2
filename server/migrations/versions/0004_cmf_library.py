"""cmf library"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cmf_db import base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The words of the index, in the engine of each database.
SQLITE = (
    "CREATE VIRTUAL TABLE cmf_text USING fts5(tokens, content='cmf_index', content_rowid='n', tokenize='ascii', detail='none', prefix='1 2')",
    "CREATE TRIGGER cmf_text_insert AFTER INSERT ON cmf_index BEGIN INSERT INTO cmf_text(rowid, tokens) VALUES (new.n, new.tokens); END",
    "CREATE TRIGGER cmf_text_delete AFTER DELETE ON cmf_index BEGIN "
    "INSERT INTO cmf_text(cmf_text, rowid, tokens) VALUES ('delete', old.n, old.tokens); END",
    "CREATE TRIGGER cmf_text_update AFTER UPDATE OF tokens ON cmf_index BEGIN "
    "INSERT INTO cmf_text(cmf_text, rowid, tokens) VALUES ('delete', old.n, old.tokens); "
    "INSERT INTO cmf_text(rowid, tokens) VALUES (new.n, new.tokens); END",
)
POSTGRES = ("CREATE INDEX ix_cmf_index_words ON cmf_index USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",)
TABLES = ("cmf_version", "cmf_import_row", "cmf_transition", "cmf_stamp", "cmf_ref", "cmf_record", "cmf_index", "cmf_import", "cmf_comment",
          "cmf_center", "cmf_batch")


def upgrade() -> None:
    op.create_table("cmf_batch",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("undone_at", base.UtcDateTime(), nullable=True),
        sa.Column("entries", base.Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmf_batch"))
    )
    op.create_table("cmf_center",
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_cmf_center"))
    )
    op.create_table("cmf_comment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("record_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmf_comment"))
    )
    op.create_index("ix_cmf_comment_record", "cmf_comment", ["record_id", "id"], unique=False)
    op.create_table("cmf_import",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("state", sa.Enum("preview", "applied", name="importstate", native_enum=False, length=16), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("messages", base.Json, nullable=False),
        sa.Column("batch_id", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmf_import"))
    )
    op.create_index("ix_cmf_import_author", "cmf_import", ["author_id", "id"], unique=False)
    op.create_table("cmf_index",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Boolean(), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=True),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("about_zh", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("lab_l", sa.Float(), nullable=True),
        sa.Column("lab_a", sa.Float(), nullable=True),
        sa.Column("lab_b", sa.Float(), nullable=True),
        sa.Column("conditions", sa.String(length=16), nullable=True),
        sa.Column("spectral", sa.Boolean(), nullable=False),
        sa.Column("hex", sa.String(length=7), nullable=True),
        sa.Column("clipped", sa.Boolean(), nullable=False),
        sa.Column("colour_id", sa.String(length=26), nullable=True),
        sa.Column("colour_number", sa.Integer(), nullable=True),
        sa.Column("material", sa.String(length=16), nullable=True),
        sa.Column("finish", sa.String(length=16), nullable=True),
        sa.Column("gloss", sa.Float(), nullable=True),
        sa.Column("render", base.Json, nullable=True),
        sa.Column("source", sa.String(length=16), nullable=True),
        sa.Column("processes", base.Json, nullable=False),
        sa.Column("compliance", base.Json, nullable=False),
        sa.Column("trades", base.Json, nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_cmf_index")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_cmf_index_record_id_number"))
    )
    op.create_index("ix_cmf_index_stamp", "cmf_index", ["stamp"], unique=False)
    op.create_table("cmf_record",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("org_id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmf_record")),
        sa.UniqueConstraint("org_id", "code", name=op.f("uq_cmf_record_org_id_code"))
    )
    op.create_index("ix_cmf_record_org", "cmf_record", ["org_id", "kind", "id"], unique=False)
    op.create_table("cmf_ref",
        sa.Column("record_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.String(length=26), nullable=False),
        sa.Column("target_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "number", "target_id", "target_number", name=op.f("pk_cmf_ref"))
    )
    op.create_index("ix_cmf_ref_target", "cmf_ref", ["target_id", "target_number"], unique=False)
    op.create_table("cmf_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmf_stamp"))
    )
    op.create_table("cmf_transition",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("record_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Enum("submit", "recall", "return", "publish", "supersede", "deprecate", "restore", "withdraw", name="act", native_enum=False, length=16), nullable=True),
        sa.Column("source", sa.Enum("draft", "review", "published", "deprecated", "superseded", "withdrawn", name="state", native_enum=False, length=16), nullable=True),
        sa.Column("target", sa.Enum("draft", "review", "published", "deprecated", "superseded", "withdrawn", name="state", native_enum=False, length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cmf_transition"))
    )
    op.create_index("ix_cmf_transition_record", "cmf_transition", ["record_id", "id"], unique=False)
    op.create_table("cmf_import_row",
        sa.Column("import_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("change", sa.Enum("new", "equal", "different", "unusable", name="change", native_enum=False, length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", base.Json, nullable=True),
        sa.Column("hex", sa.String(length=7), nullable=True),
        sa.Column("existing_id", sa.String(length=26), nullable=True),
        sa.Column("existing_number", sa.Integer(), nullable=True),
        sa.Column("de00", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["cmf_import.id"], name=op.f("fk_cmf_import_row_import_id_cmf_import"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "at", name=op.f("pk_cmf_import_row"))
    )
    op.create_table("cmf_version",
        sa.Column("record_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("draft", "review", "published", "deprecated", "superseded", "withdrawn", name="state", native_enum=False, length=16), nullable=False),
        sa.Column("body", base.Json, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(length=26), nullable=True),
        sa.Column("created", base.UtcDateTime(), nullable=False),
        sa.Column("changed", base.UtcDateTime(), nullable=False),
        sa.Column("submitted_at", base.UtcDateTime(), nullable=True),
        sa.Column("submitted_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", base.UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["cmf_record.id"], name=op.f("fk_cmf_version_record_id_cmf_record")),
        sa.PrimaryKeyConstraint("record_id", "number", name=op.f("pk_cmf_version"))
    )
    op.create_index("ix_cmf_version_author", "cmf_version", ["author_id", "state"], unique=False)
    op.create_index("ix_cmf_version_state", "cmf_version", ["state", "submitted_at"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE cmf_text")
    for table in TABLES:
        op.drop_table(table)
