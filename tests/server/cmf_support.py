"""A design center with curators in the running app, and the shortest way to records in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.accounts.models import OrgRole
from server.accounts.service import create_org, create_user
from tests.cmf import shelf
from tests.server.support import PASSWORD_HASH, Browser, Service


@dataclass
class Center:
    """``curator`` administers the center, ``second`` is a member; ``author`` works in a studio and proposes."""

    service: Service
    id: str
    curator: Browser
    second: Browser
    author: Browser
    stranger: Browser
    anybody: Browser

    def colour(self, zh: str = "鼠尾草 04", lab: tuple[float, float, float] = (68.83, -8.52, 9.26), **more: Any) -> dict[str, Any]:
        return self.draft(shelf.colour(zh, lab, **more))

    def draft(self, body: dict[str, Any], who: Browser | None = None) -> dict[str, Any]:
        made: dict[str, Any] = (who or self.curator).ok("POST", "/cmf/records", json={"center": self.id, "body": body})
        return made

    def step(self, act: str, *versions: dict[str, Any], who: Browser | None = None, reason: str = "") -> list[dict[str, Any]]:
        body = {"act": act, "versions": [{"id": v["id"], "version": v["version"]} for v in versions], "reason": reason}
        items: list[dict[str, Any]] = (who or self.curator).ok("POST", "/cmf/steps", json=body)["items"]
        return items

    def published(self, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
        made = [self.draft(body) for body in bodies]
        self.step("submit", *made)
        self.step("publish", *made)
        return made

    def item(self, code: str, zh: str, colour: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """A published item with parts of its own."""
        parts = self.published(colour or shelf.colour(), shelf.material(), shelf.finish(), shelf.process())
        names = [{"id": part["id"], "version": 1} for part in parts]
        body = {"kind": "item", "code": code, "name": {"zh": zh}, "trades": ["appliance"], "colour": names[0], "material": names[1], "finish": names[2],
                "processes": [names[3]], **more}
        return self.published(body)[0]

    def read(self, path: str, who: Browser | None = None) -> Any:
        return (who or self.anybody).ok("GET", path)


def make_center(service: Service) -> Center:
    with service.app.app_context(), service.db.write() as s:
        org = create_org(s, name="南粤设计中心", kind="design_center")
        for name, role in (("curator", OrgRole.ADMIN), ("second", OrgRole.MEMBER)):
            create_user(s, email=service.email(name), name=name.title(), password_hash=PASSWORD_HASH, org=org, role=role)
    browsers = {name: service.browser(name) for name in ("curator", "second", "member", "stranger")}
    return Center(service, org.id, browsers["curator"], browsers["second"], browsers["member"], browsers["stranger"], service.browser())
