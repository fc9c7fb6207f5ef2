"""The whole service from one settings object: every part is made here and handed to the features; nothing exists at import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask_openapi3.models.info import Info
from werkzeug.middleware.proxy_fix import ProxyFix

from server.accounts import guard, identity, security
from server.accounts.routes import INSTANCE
from server.accounts.routes import api as accounts_api
from server.app import health, instance, pages
from server.blobs import store as blobs
from server.blobs.choose import open_store
from server.blobs.service import sweep
from server.cmf import library
from server.cmf.colour_routes import api as cmf_colours_api
from server.cmf.curation_routes import api as cmf_curation_api
from server.cmf.import_routes import api as cmf_imports_api
from server.cmf.record_routes import api as cmf_records_api
from server.cmf.routes import api as cmf_api
from server.core import db as records
from server.core import errors, headers, idempotency, kernel, limits
from server.core import settings as config
from server.core.errors import ErrorBody
from server.core.http import Api, UlidConverter, check_response
from server.core.kernel import AbsentKernel
from server.core.settings import Settings
from server.core.version import VERSION
from server.documents.contents import DocumentsInProjects
from server.documents.library_routes import api as samples_api
from server.documents.routes import api as documents_api
from server.documents.tasks import TASKS
from server.documents.version_routes import api as versions_api
from server.jobs import service as jobs
from server.jobs.turns import WORKERS
from server.projects import contents
from server.projects.routes import api as projects_api
from server.realtime import wiring
from server.realtime.routes import api as scenes_api
from workers.kernel.api import Kernel
from workers.queue.api import Arguments, Queue, Run
from workers.queue.celery import CeleryQueue
from workers.queue.threads import ThreadQueue

MAINTENANCE_EVERY = timedelta(hours=1)
CMF = (cmf_api, cmf_records_api, cmf_colours_api, cmf_curation_api, cmf_imports_api)
JOB_IS_STALE = timedelta(minutes=30)


def create_app(settings: Settings, cad: Kernel, *, testing: bool = False) -> Api:
    """The app with its database open and its queue running; ``close_app`` ends both. The database must be migrated."""
    app = Api(
        "server", info=Info(title="Sunmao 榫卯", version=VERSION, description="Parametric products, designed together."),
        security_schemes=security.SCHEMES,
        doc_ui=False, static_folder=None, validation_error_model=ErrorBody, validation_error_callback=errors.invalid_request,
        validate_response=testing, validate_response_callback=check_response,
    )
    app.testing = testing
    app.url_map.converters |= {"ulid": UlidConverter, "page": pages.PageConverter}
    app.config["MAX_CONTENT_LENGTH"] = settings.upload_mb << 20
    _provide(app, settings, cad)
    _rules(app, settings)
    for api in (health.api, accounts_api, *CMF, projects_api, documents_api, versions_api, samples_api, scenes_api):
        app.register_api(api)
    guard.declare(app)
    app.register_blueprint(pages.blueprint(pages.dist_folder(settings.web_dist)))
    wiring.wire(app)
    if hops := settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)    # type: ignore[method-assign]
    return app


def close_app(app: Api) -> None:
    """End what ``create_app`` started, in order: no more jobs, no more edits, then the database."""
    app.extensions[jobs.QUEUE].close()
    app.extensions[wiring.EXTENSION].close()
    app.extensions[records.EXTENSION].close()


def job_runner(app: Api) -> Run:
    """What a queue calls: the next job, inside the app."""

    def run(name: str, arguments: Arguments) -> None:
        with app.app_context():
            jobs.run_next()

    return run


def openapi_document() -> dict[str, object]:
    """The OpenAPI document of this program, without a database or a kernel."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder)), AbsentKernel())
        document: dict[str, object] = app.api_doc
        close_app(app)
    return document


def _provide(app: Api, settings: Settings, cad: Kernel) -> None:
    db = records.Database(settings.database)
    describe: Callable[[], object] = lambda: instance.describe(db, settings)  # noqa: E731
    app.extensions |= {
        config.EXTENSION: settings,
        records.EXTENSION: db,
        blobs.EXTENSION: open_store(settings),
        kernel.EXTENSION: cad,
        limits.EXTENSION: limits.Limits(settings.redis_url),
        INSTANCE: describe,
        contents.EXTENSION: DocumentsInProjects(),
        library.EXTENSION: library.Library(),
        jobs.TASKS: TASKS,
        jobs.QUEUE: _queue(app, settings),
    }


def _queue(app: Api, settings: Settings) -> Queue:
    return CeleryQueue(settings.redis_url) if settings.jobs == "celery" else ThreadQueue(job_runner(app), WORKERS)


def _rules(app: Api, settings: Settings) -> None:
    """What holds for every request, in this order: limits, then CSRF and sign-in, then repeated requests."""
    errors.register(app)
    headers.register(app, settings.https)
    security.register(app, app.extensions[records.EXTENSION], settings)
    limits.register(app, settings.rate_limit, identity.rate_key)
    guard.register(app)
    idempotency.register(app, lambda: actor.id if (actor := identity.current_actor()) else None)


def maintain(app: Api) -> None:
    """Hourly work of a server process: sweep blobs nobody owns, forget old answers and jobs, take up what a dead worker left."""
    db: records.Database = app.extensions[records.EXTENSION]
    sweep(db, app.extensions[blobs.EXTENSION])
    idempotency.forget_old(db)
    jobs.forget_old(db)
    if app.extensions[config.EXTENSION].jobs == "celery":
        with app.app_context():
            jobs.recover(stale=JOB_IS_STALE)
