"""What a script showed, as the leaves of a product tree with stable paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import cadquery
from OCP.TopoDS import TopoDS_Iterator

from cad.kernel.color import read_color
from cad.scene import Message
from cad.script.failures import Failure, plain, sentence

MOST_PARTS = 2000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Shown:
    """One call of ``show_object`` or ``debug``."""

    thing: Any
    name: str
    color: str | None
    alpha: float
    debug: bool
    line: int | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part before anything is computed of it. ``shape`` has no location of its own: ``placement`` puts it into the product.

    ``own_colors`` are colours of single faces, as pairs of a face and ``#rrggbb``; ``groups`` are path and name of the groups that it
    stands in, the outermost first; ``line`` is the script's that showed it.
    """

    path: str
    name: str
    parent: str
    shape: cadquery.Shape
    placement: cadquery.Location
    kind: str
    color: str | None
    alpha: float
    debug: bool
    own_colors: tuple[tuple[cadquery.Shape, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    line: int | None = None

    @property
    def label(self) -> str:
        """The name to write into files: the author's, or the last piece of the path where there is none."""
        return self.name or self.path.rpartition("/")[2]


@dataclass(slots=True)
class _Names:
    """Paths that are taken. A repeated name gets ``#2``, ``#3`` …; one without a name is ``#1``, ``#2`` …"""

    taken: set[str] = field(default_factory=set)

    def path(self, parent: str, name: str) -> str:
        stem = f"{parent}/" if parent else ""
        stem += plain(name, 120).strip().replace("/", "∕")
        number = 1
        path = f"{stem}#1" if not stem or stem.endswith("/") else stem
        while path in self.taken:
            number += 1
            path = f"{stem}#{number}"
        self.taken.add(path)
        return path


def leaves(shown: list[Shown], last_line: int = 1) -> tuple[list[Leaf], list[Message]]:
    """The parts of everything shown, in order, and warnings about what has no geometry. Raises Failure if nothing is left;
    ``last_line`` is where the script could have shown something."""
    if not shown:
        raise Failure(sentence("empty", last_line))
    names = _Names()
    found: list[Leaf] = []
    empty: list[Message] = []
    for one in shown:
        before = len(found)
        for leaf in _leaves_of(one, names):
            found.append(leaf)
            if len(found) > MOST_PARTS:
                raise Failure(sentence("too_many_parts", one.line, count=len(found), most=MOST_PARTS))
        if len(found) == before:
            empty.append(sentence("empty_part", one.line, level="warning", name=one.name or "The shown object"))
    if not found:
        raise Failure({**empty[0], "level": "error"})
    return found, empty


def _leaves_of(one: Shown, names: _Names) -> Iterator[Leaf]:
    things = one.thing if isinstance(one.thing, (list, tuple)) else [one.thing]
    assemblies = [thing for thing in things if isinstance(thing, cadquery.Assembly)]
    loose = [shape for thing in things if not isinstance(thing, cadquery.Assembly) for shape in shapes_of(thing)]
    around = _Around((), cadquery.Location(), one.color, one.alpha, one.debug, one.line)
    if loose:
        path = names.path("", one.name)
        kind = "sketch" if all(isinstance(thing, cadquery.Sketch) for thing in things) else ""
        yield _leaf(path, one.name, loose, around, kind=kind)
    for assembly in assemblies:
        yield from _walk(assembly, one.name or given_name(assembly), around, names)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a node of an assembly gets from those above it."""

    groups: tuple[tuple[str, str], ...]
    placement: cadquery.Location
    color: str | None
    alpha: float
    debug: bool
    line: int | None


def _walk(node: cadquery.Assembly, name: str, around: _Around, names: _Names) -> Iterator[Leaf]:
    path = names.path(around.groups[-1][0] if around.groups else "", name)
    color, alpha = around.color, around.alpha
    if node.color is not None:
        color, own_alpha = read_color(node.color)
        alpha = alpha if own_alpha is None else own_alpha
    here = replace(around, placement=around.placement * node.loc, color=color, alpha=alpha)
    own = shapes_of(node.obj) if node.obj is not None else []
    if own:
        faces = tuple((face, read_color(tint)[0]) for face, tint in node._subshape_colors.items())
        yield _leaf(path, name, own, here, faces)
    inside = replace(here, groups=(*around.groups, (path, plain(name))))
    for child in node.children:
        yield from _walk(child, given_name(child), inside, names)


def given_name(assembly: cadquery.Assembly) -> str:
    """The name that the author gave; CadQuery's stand-in for a missing one is a fresh UUID in every build."""
    return "" if _UUID.fullmatch(assembly.name) else str(assembly.name)


def _leaf(
    path: str, name: str, shapes: list[cadquery.Shape], around: _Around,
    own_colors: tuple[tuple[cadquery.Shape, str], ...] = (), kind: str = "",
) -> Leaf:  # fmt: skip
    shape = shapes[0] if len(shapes) == 1 else cadquery.Compound.makeCompound(shapes)
    placement = around.placement * shape.location()
    shape = shape.located(cadquery.Location())
    return Leaf(
        path, plain(name), around.groups[-1][0] if around.groups else "", shape, placement, kind or kind_of(shape), around.color,
        min(1.0, max(0.0, around.alpha)), around.debug, own_colors, around.groups, around.line,
    )  # fmt: skip


def shapes_of(thing: Any) -> list[cadquery.Shape]:
    """Everything with geometry in a Workplane, shape or sketch; empty compounds are nothing. Raises Failure for other things."""
    if isinstance(thing, cadquery.Workplane):
        found = [shape for value in thing.vals() for shape in (shapes_of(value) if _is_geometry(value) else [])]
    elif isinstance(thing, cadquery.Sketch):
        found = list(thing)
    elif isinstance(thing, cadquery.Shape):
        found = [thing]
    else:
        raise Failure(sentence("not_shape", kind="None" if thing is None else type(thing).__name__))
    return [shape for shape in found if not _is_empty(shape)]


def _is_geometry(value: Any) -> bool:
    return isinstance(value, (cadquery.Shape, cadquery.Sketch))


def _is_empty(shape: cadquery.Shape) -> bool:
    if shape.wrapped is None or shape.wrapped.IsNull():
        return True
    return shape.ShapeType() != "Vertex" and not TopoDS_Iterator(shape.wrapped).More()


def kind_of(shape: cadquery.Shape) -> str:
    """``solid`` for a compound that holds just one solid, as most CadQuery results do; else the type of the shape itself."""
    kind = shape.ShapeType().lower()
    while kind == "compound":
        inside = list(shape)
        if len(inside) != 1:
            return "compound"
        shape = inside[0]
        kind = shape.ShapeType().lower()
    return "solid" if kind == "compsolid" else kind
