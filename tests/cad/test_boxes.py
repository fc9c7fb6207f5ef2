"""The quick exact box against OCCT's own exact search, at home and turned, on coarse and fine meshes."""

from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest

from cad.kernel import facts
from cad.kernel.box import bounding_box
from cad.kernel.mesh import triangulate
from tests.cad.test_mesh import SHAPES

AT_HOME = cq.Location()
TURNED = cq.Location((5, 6, 7), (1, 2, 3), 40)


def wavy():
    """Many summits of nearly the same height on one face."""
    points = [[(x, y, np.sin(x) * np.cos(y) + 1e-3 * x) for y in np.linspace(0, 9, 30)] for x in np.linspace(0, 9, 30)]
    return cq.Workplane(cq.Face.makeSplineApprox([[cq.Vector(*p) for p in row] for row in points], tol=1e-4))


def trimmed():
    """The summit of the surface lies where the face has been cut away."""
    return cq.Workplane(cq.Solid.makeTorus(20, 6)).cut(cq.Workplane().box(20, 20, 20).translate((22, 0, 0)))


MORE = SHAPES | {"waves": wavy, "torus cut at its summit": trimmed, "wire": lambda: cq.Workplane().spline([(0, 0), (5, 9), (9, 2)])}


@pytest.mark.parametrize("location", [AT_HOME, TURNED], ids=["at home", "turned"])
@pytest.mark.parametrize("name", MORE)
def test_the_box_is_exact(name, location):
    shape = MORE[name]().val()
    faces, edges = facts.faces_of(shape), facts.edges_of(shape)
    exact = facts.bounding_box(shape.wrapped.Moved(location.wrapped))
    for deflection in (0.3, 0.02):
        meshes = triangulate(shape, faces, deflection, 0.3)
        assert bounding_box(edges, list(zip(faces, meshes)), location.wrapped, deflection) == pytest.approx(exact, abs=1e-4)


def test_nothing_has_no_box():
    assert bounding_box([], [], AT_HOME.wrapped, 0.1) is None
    assert facts.bounding_box(cq.Compound.makeCompound([]).wrapped) is None
