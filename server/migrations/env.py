"""Alembic's entry point; ``server.app.migrate`` passes the connection in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from cmf_db.base import UtcDateTime
from server.app.migrate import in_the_code
from server.app.tables import METADATA


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own column types by their names in ``cmf_db.base``."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "base.UtcDateTime()"
    return "base.Json" if item.__class__.__name__ == "JSON" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=METADATA, compare_type=True, render_item=render, include_object=in_the_code,
    render_as_batch=connection.dialect.name == "sqlite", transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
