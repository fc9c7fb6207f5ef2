"""One server process for one data folder: the embedded database has one writer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

from server.core.files import exclusive
from server.core.settings import Settings, SettingsError


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder until the block ends. Raises SettingsError when another process serves it."""
    with exclusive(settings.data / "serve.lock") as mine:
        if not mine and not settings.database_url:
            raise SettingsError(f"{settings.data} is served by another process; set SUNMAO_DATA to serve a second one.")
        yield


def check_port(settings: Settings) -> None:
    """Raise SettingsError when nobody could listen there."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise port_in_use(settings, error) from None


def port_in_use(settings: Settings, error: OSError) -> SettingsError:
    return SettingsError(f"Port {settings.port} of {settings.host} cannot be used: {error.strerror}. Choose another with --port.")
