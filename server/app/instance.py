"""What the sign-in page may know of this instance. The demo database says so itself and carries its sample accounts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.accounts.schemas import Instance, SampleAccount
from server.core.db import Database
from server.core.models import Fact
from server.core.settings import Settings
from server.core.version import VERSION

DEMO = "demo"
CONTENT = 2     # grows when the demo gets more content, so that an older one is filled up


def mark_as_demo(s: Session) -> None:
    s.add(Fact(name=DEMO, value={"sample_accounts": []}))


def set_sample_accounts(s: Session, accounts: list[SampleAccount]) -> None:
    """Those that the sign-in page offers."""
    demo = s.get_one(Fact, DEMO)
    demo.value = {**demo.value, "sample_accounts": [a.model_dump() for a in accounts]}


def demo_is_whole(s: Session) -> None:
    """Nothing of the sample content is missing."""
    demo = s.get_one(Fact, DEMO)
    demo.value = {**demo.value, "whole": CONTENT}


def is_whole_demo(db: Database) -> bool:
    with db.read() as s:
        demo = s.get(Fact, DEMO)
        return demo is not None and demo.value.get("whole") == CONTENT


def is_demo(db: Database) -> bool:
    with db.read() as s:
        return s.get(Fact, DEMO) is not None


def describe(db: Database, settings: Settings) -> Instance:
    with db.read() as s:
        demo = s.get(Fact, DEMO)
    accounts = [SampleAccount.model_validate(a) for a in demo.value["sample_accounts"]] if demo else None
    days = settings.session_days
    return Instance(name=settings.name, demo=demo is not None, version=VERSION, remember_days=days, sample_accounts=accounts)
