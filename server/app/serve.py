"""The service process: checks, migration, kernel host, HTTP and sockets on gevent, a clean end."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any

import gevent
from gevent.pywsgi import WSGIServer

from server.app import factory, instance, migrate
from server.app.alone import alone, port_in_use
from server.app.kernel_host import KernelHost, socket_of
from server.app.restore import check_finished
from server.app.websocket import WebSocketHandler
from server.core.errors import Problem
from server.core.http import Api
from server.core.settings import Settings, SettingsError
from server.jobs import service as jobs
from workers.kernel.client import KernelClient

log = logging.getLogger(__name__)
STOP_WITHIN_S = 2


class Server(WSGIServer):  # type: ignore[misc]
    """pywsgi with TCP_NODELAY: without it small socket messages wait 40 ms for each other."""

    def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> Any:
        client_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return super().wrap_socket_and_handle(client_socket, address)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="sunmao serve", description="Serve on one address until told to stop.")
    parser.add_argument("--host", help="address to listen on (SUNMAO_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (SUNMAO_PORT)")
    chosen = parser.parse_args(argv)
    try:
        settings = Settings.from_environment(host=chosen.host, port=chosen.port)
        logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        for talkative in ("geventwebsocket", "alembic", "flask_wtf"):       # one line for every request
            logging.getLogger(talkative).setLevel(logging.WARNING)
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(settings):
            _check(settings)
            return _serve(settings)
    except (SettingsError, Problem) as error:
        print(error, file=sys.stderr)   # noqa: T201
    except OSError as error:
        print(f"{error.filename or 'A file'} cannot be used: {error.strerror}. Look at SUNMAO_DATA and its rights.", file=sys.stderr)   # noqa: T201
    return 1


def _check(settings: Settings) -> None:
    """Raise SettingsError for what must not be served."""
    settings.secret()
    if settings.kernel_trust == "local" and not settings.loopback:
        raise SettingsError(f"SUNMAO_KERNEL_TRUST=local runs scripts without confinement, so it is not served on {settings.host}.")
    if settings.jobs == "celery" and not settings.redis_url:
        raise SettingsError("SUNMAO_JOBS=celery needs SUNMAO_REDIS_URL.")
    with migrate.prepared(settings) as db:
        check_finished(settings, db)
        if instance.is_demo(db) and not settings.loopback:
            raise SettingsError(f"The demo database has public passwords, so it is not served on {settings.host}; set SUNMAO_DATA.")


def _serve(settings: Settings) -> int:
    host = None if settings.kernel_socket else KernelHost(settings)
    if host is not None:
        host.start()
    cad = KernelClient(socket_of(settings))
    app = factory.create_app(settings, cad)
    server = Server((settings.host, settings.port), app, handler_class=WebSocketHandler, log=None, error_log=logging.getLogger("http"))
    try:
        server.start()
    except OSError as error:
        raise port_in_use(settings, error) from None
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, STOP_WITHIN_S)
    print(f"Sunmao is ready: {_address(server)}", flush=True)   # noqa: T201
    background = [gevent.spawn(_maintain, app), gevent.spawn(_recover, app, settings)]
    server._stop_event.wait()
    gevent.killall(background)
    cad.close()         # builds that run end now; their jobs are taken up again by the next process
    factory.close_app(app)
    if host is not None:
        host.stop()
    return 0


def _address(server: Server) -> str:
    host = "localhost" if server.server_host in ("127.0.0.1", "::1") else server.server_host
    return f"http://{host}:{server.server_port}"


def _recover(app: Api, settings: Settings) -> None:
    """Jobs that a former process left behind. With Celery others are at work, so only what stood still for long."""
    with app.app_context():
        jobs.recover(stale=factory.JOB_IS_STALE if settings.jobs == "celery" else None)


def _maintain(app: Api) -> None:
    while True:
        try:
            factory.maintain(app)
        except Exception:
            log.exception("maintenance failed")
        gevent.sleep(factory.MAINTENANCE_EVERY.total_seconds())

