"""The opening CMF library in a deployment of one's own."""

from __future__ import annotations

from server.app import migrate
from server.cmf import seeding
from server.core.settings import Settings


def seed(settings: Settings, center: str) -> int:
    """Publish what of the opening library is not there yet in the design center of that name; returns how many records that were.

    Raises SettingsError where the database has not the schema of this program and is not ours to migrate.
    """
    prepared = seeding.prepared_seed()
    with migrate.prepared(settings) as db, db.write() as s:
        return seeding.seed_library(s, prepared, center)
