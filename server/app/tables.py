"""Every table of the service, so that migrations and backups see them all."""

from __future__ import annotations

from cmf_db.base import Base
from cmf_db.search import models as cmf_search
from cmf_db.store import models as cmf_store
from server.accounts import models as accounts
from server.blobs import models as blobs
from server.core import models as core
from server.documents import models as documents
from server.jobs import models as jobs
from server.projects import models as projects

MODULES = (core, accounts, blobs, jobs, projects, documents, cmf_store, cmf_search)
METADATA = Base.metadata
