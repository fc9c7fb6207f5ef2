"""Who somebody is to the library: curators are the members of a design center, everybody else reads and proposes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.store.reading import ANYBODY, Viewer
from server.accounts.identity import Actor, current_actor
from server.accounts.models import Organisation, OrgKind, OrgMembership, OrgRole
from server.core.errors import Forbidden, NotFound


def viewer_of(s: Session, actor: Actor | None) -> Viewer:
    """The person as the store knows them."""
    if actor is None:
        return ANYBODY
    centers = select(OrgMembership.org_id).join(Organisation, Organisation.id == OrgMembership.org_id)
    mine = centers.where(OrgMembership.user_id == actor.id, Organisation.kind == OrgKind.DESIGN_CENTER)
    return Viewer(actor.id, frozenset(s.scalars(mine)))


def current_viewer(s: Session) -> Viewer:
    """Whoever is behind this request, signed in or not."""
    return viewer_of(s, current_actor())


def center_for(s: Session, org_id: str) -> Organisation:
    """A design center. Raises NotFound for anything else."""
    org = s.get(Organisation, org_id)
    if org is None or org.kind != OrgKind.DESIGN_CENTER:
        raise NotFound("There is no such design center.", "no_such_center")
    return org


def require_admin(s: Session, actor: Actor, org_id: str) -> Organisation:
    """The center, for an administrator of it. Raises NotFound, Forbidden."""
    center = center_for(s, org_id)
    membership = s.get(OrgMembership, (org_id, actor.id))
    if membership is None or membership.role is not OrgRole.ADMIN:
        raise Forbidden(f"Only an administrator of “{center.name}” may change its rules.")
    return center
