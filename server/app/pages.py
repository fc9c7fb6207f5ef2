"""The built front end: hashed files are cached for ever, pages get this answer's nonce, every other address is the app's own."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from server.accounts.guard import public
from server.core.headers import nonce

PLACEHOLDER = "__CSP_NONCE__"
YEAR = 31536000
NOT_BUILT = "The front end is not built. Run: python3 dev.py run"


class PageConverter(BaseConverter):
    """``<page:path>``: every address but those of the interface and the rooms."""

    regex = r"(?!api(?:/|$)|socket\.io(?:/|$)).+"
    part_isolating = False


def dist_folder(chosen: str) -> Path:
    """``web/dist`` beside the packages unless a setting names another."""
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "web" / "dist"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:     # a name that no file system takes
        return False


def blueprint(dist: Path) -> Blueprint:
    pages = Blueprint("pages", __name__)

    def page(name: str) -> Response:
        try:
            html = (dist / name).read_text("utf-8")
        except FileNotFoundError:
            return Response(NOT_BUILT, 503, mimetype="text/plain")
        return Response(html.replace(PLACEHOLDER, nonce()), mimetype="text/html", headers={"Cache-Control": "no-store"})

    @pages.get("/api/docs")
    @public
    def docs() -> Response:
        return page("docs.html")

    @pages.get("/", defaults={"path": ""})
    @pages.get("/<page:path>")
    @public
    def app_page(path: str) -> Response:
        if path and not path.endswith(".html") and _is_file(dist / path):
            response = send_from_directory(dist, path, max_age=YEAR if path.startswith("assets/") else 3600)
            if path.startswith("assets/"):
                response.cache_control.immutable = True
            return response
        if path.startswith("assets/"):
            raise NotFound
        return page("index.html")

    return pages
