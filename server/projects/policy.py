"""Who may do what in a project: one table, the only place that knows."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A member's role in a project; a share link gives VIEWER or COMMENTER on one document."""

    VIEWER = "viewer"
    COMMENTER = "commenter"
    EDITOR = "editor"
    OWNER = "owner"


class Act(StrEnum):
    READ = "read"               # open, follow, measure, see versions
    EXPORT = "export"
    COMMENT = "comment"         # write, and resolve one's own
    EDIT = "edit"               # edit, save version, restore, branch, import
    MANAGE = "manage"           # members, share links, release, archive, delete


ACTS: dict[Role, frozenset[Act]] = {
    Role.VIEWER: frozenset({Act.READ, Act.EXPORT}),
    Role.COMMENTER: frozenset({Act.READ, Act.EXPORT, Act.COMMENT}),
    Role.EDITOR: frozenset({Act.READ, Act.EXPORT, Act.COMMENT, Act.EDIT}),
    Role.OWNER: frozenset(Act),
}


def may(role: Role | None, act: Act) -> bool:
    """Whether somebody with this role may do this; nobody's role is None."""
    return role is not None and act in ACTS[role]
