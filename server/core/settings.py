"""Everything that a deployment may set: environment variables ``SUNMAO_<NAME>``, read once into one object."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from flask import current_app
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.core.files import private_file

EXTENSION = "sunmao.settings"
PREFIX = "SUNMAO_"
NOT_SETTINGS = ("SUNMAO_TEST_",)      # these belong to the tests


class SettingsError(ValueError):
    """A setting that cannot be used; the text names the variable and says what it takes."""


def default_data() -> Path:
    """Where an instance keeps its data when nothing else is said."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "sunmao"


class Settings(BaseModel):
    """One field, one variable. ``description`` is what the documentation says about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Annotated[Path, Field(default_factory=default_data, description=(
        "Folder of the embedded database, blobs, secret key and sockets. Default: `~/.local/share/sunmao`."))]
    host: Annotated[str, Field(description="Address to listen on. Anything beyond loopback needs SUNMAO_SECRET_KEY.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 8000
    name: Annotated[str, Field(max_length=80, description="Name of this instance, shown on the sign-in page.")] = "Sunmao 榫卯"
    secret_key: Annotated[str, Field(description=(
        "Key that signs sessions, 32 characters or more, the same for every server process. "
        "On loopback one is made and kept in the data folder."))] = ""
    database_url: Annotated[str, Field(description=(
        "`postgresql+psycopg://user:password@host/name`, or empty for the embedded SQLite in the data folder."))] = ""
    blobs: Annotated[str, Field(description=(
        "`https://key:secret@host:9000/bucket` (`http` without TLS) for MinIO or another S3, or empty for the data folder."))] = ""
    redis_url: Annotated[str, Field(description=(
        "`redis://host:6379/0`: message queue of the rooms, limits and jobs. Needed for more than one process; empty: in process."))] = ""
    jobs: Annotated[Literal["embedded", "celery"], Field(description=(
        "`embedded` runs jobs in the server process, `celery` hands them to `sunmao worker` through SUNMAO_REDIS_URL."))] = "embedded"
    kernel_socket: Annotated[str, Field(description=(
        "Unix socket of a kernel host that runs elsewhere; empty: the server starts its own and restarts it when it dies."))] = ""
    kernel_trust: Annotated[Literal["confined", "local"], Field(description=(
        "`local` runs scripts without confinement where the host has none: only your own scripts, only on loopback."))] = "confined"
    build_limit_s: Annotated[float, Field(gt=0, le=600, description="Wall clock limit of one rebuild, in seconds.")] = 30.0
    builds: Annotated[int, Field(ge=0, le=256, description=(
        "Builds of open documents that the kernel host runs at the same time; 0: one a core, two or more. "
        "Versions and files have half as many places of their own."))] = 0
    web_dist: Annotated[str, Field(description="Folder of the built front end; empty: `web/dist` beside the packages.")] = ""
    proxies: Annotated[int, Field(ge=0, le=5, description=(
        "Number of reverse proxies in front that set `X-Forwarded-*`; 0 trusts none of these headers."))] = 0
    https: Annotated[bool, Field(description="The public address is https: cookies are marked Secure and HSTS is sent.")] = False
    session_days: Annotated[int, Field(ge=1, le=365, description="How long “keep me signed in” lasts, in days.")] = 14
    rate_limit: Annotated[str, Field(description="Requests that one account or address may make.")] = "1200/minute"
    upload_mb: Annotated[int, Field(ge=1, le=1024, description="Largest request body, in MB.")] = 24
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="How much the server logs.")] = "info"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **chosen: object) -> Settings:
        """Read ``environment``; what is in ``chosen`` (a command line option, say) goes before it. Raises SettingsError."""
        found = os.environ if environment is None else environment
        ours = {k: v for k, v in found.items() if k.startswith(PREFIX) and not k.startswith(NOT_SETTINGS)}
        given: dict[str, object] = {k[len(PREFIX):].lower(): v for k, v in ours.items()}
        given |= {k: v for k, v in chosen.items() if v is not None}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            what = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"].lower()
            raise SettingsError(f"{name}: {what}; docs/settings.md lists every setting.") from None

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def embedded_database(self) -> Path:
        return self.data / "sunmao.db"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.embedded_database}"

    def secret(self) -> str:
        """The key that signs sessions; on loopback it is made on first use. Raises SettingsError beyond loopback without one."""
        if self.secret_key:
            if len(self.secret_key) < 32:
                raise SettingsError("SUNMAO_SECRET_KEY: 32 characters or more are needed.")
            return self.secret_key
        if not self.loopback:
            raise SettingsError(f"SUNMAO_SECRET_KEY must be set to serve on {self.host}: without it nobody's session is safe.")
        return private_file(self.data / "secret.key", lambda: secrets.token_hex(32))


def settings() -> Settings:
    """The settings of the running app."""
    found: Settings = current_app.extensions[EXTENSION]
    return found


def settings_table() -> str:
    """``docs/settings.md``: one row a setting, written from the fields themselves."""
    rows = [
        "# Settings", "",
        "Environment variables, read at start. `sunmao settings` prints this page.", "",
        "| variable | default | what it does |", "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory else field.default
        shown = f"`{str(default).lower() if isinstance(default, bool) else default}`" if default != "" else ""
        rows.append(f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"
