"""What may happen to a version of a record, as one table: nothing else moves a version from one state to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    DEPRECATED = "deprecated"       # still readable, no longer offered
    SUPERSEDED = "superseded"       # a newer version is published
    WITHDRAWN = "withdrawn"         # never published, and never will be


class Act(StrEnum):
    SUBMIT = "submit"
    RECALL = "recall"               # the author takes it back to work on it
    RETURN = "return"               # a curator gives it back
    PUBLISH = "publish"
    SUPERSEDE = "supersede"         # what publishing does to the version before
    DEPRECATE = "deprecate"
    RESTORE = "restore"
    WITHDRAW = "withdraw"


class By(StrEnum):
    """Who may do an act: the version's author, a curator of the center that owns the record, or only another act."""

    AUTHOR = "author"
    CURATOR = "curator"
    EITHER = "either"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Rule:
    sources: frozenset[State]
    target: State
    by: By
    needs_reason: bool = False


RULES: Mapping[Act, Rule] = {
    Act.SUBMIT: Rule(frozenset({State.DRAFT}), State.REVIEW, By.EITHER),
    Act.RECALL: Rule(frozenset({State.REVIEW}), State.DRAFT, By.AUTHOR),
    Act.RETURN: Rule(frozenset({State.REVIEW}), State.DRAFT, By.CURATOR, needs_reason=True),
    Act.PUBLISH: Rule(frozenset({State.REVIEW}), State.PUBLISHED, By.CURATOR),
    Act.SUPERSEDE: Rule(frozenset({State.PUBLISHED, State.DEPRECATED}), State.SUPERSEDED, By.PROGRAM),
    Act.DEPRECATE: Rule(frozenset({State.PUBLISHED}), State.DEPRECATED, By.CURATOR, needs_reason=True),
    Act.RESTORE: Rule(frozenset({State.DEPRECATED}), State.PUBLISHED, By.CURATOR),
    Act.WITHDRAW: Rule(frozenset({State.DRAFT, State.REVIEW}), State.WITHDRAWN, By.EITHER),
}

PUBLIC = frozenset({State.PUBLISHED, State.DEPRECATED, State.SUPERSEDED})       # was published once: readable by everybody for ever
OPEN = frozenset({State.DRAFT, State.REVIEW})
TOLD = frozenset({Act.PUBLISH, Act.SUPERSEDE, Act.DEPRECATE, Act.RESTORE})      # what everybody may know, with its reason


def acts(state: State, *, author: bool, curator: bool) -> list[Act]:
    """What somebody may do to a version in ``state``, apart from the four eyes of its center."""
    roles = {By.EITHER} if author or curator else set()
    roles |= ({By.AUTHOR} if author else set()) | ({By.CURATOR} if curator else set())
    return [act for act, rule in RULES.items() if state in rule.sources and rule.by in roles]
