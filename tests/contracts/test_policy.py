import pytest

from server.projects.policy import Act, Role, may

TABLE = {       # ARCHITECTURE of the service: rows are acts, columns viewer, commenter, editor, owner
    Act.READ: (True, True, True, True),
    Act.EXPORT: (True, True, True, True),
    Act.COMMENT: (False, True, True, True),
    Act.EDIT: (False, False, True, True),
    Act.MANAGE: (False, False, False, True),
}


@pytest.mark.parametrize("act", Act)
def test_the_table(act):
    assert tuple(may(role, act) for role in (Role.VIEWER, Role.COMMENTER, Role.EDITOR, Role.OWNER)) == TABLE[act]


@pytest.mark.parametrize("act", Act)
def test_a_stranger_may_nothing(act):
    assert not may(None, act)
