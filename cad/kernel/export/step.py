"""STEP AP242 through OCCT's document model: names in any script, nesting, part and face colours. mm."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from OCP.APIHeaderSection import APIHeaderSection_MakeHeader
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.Interface import Interface_Static
from OCP.Quantity import Quantity_Color, Quantity_ColorRGBA, Quantity_TypeOfColor
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDataStd import TDataStd_Name
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFApp import XCAFApp_Application
from OCP.XCAFDoc import XCAFDoc_ColorType, XCAFDoc_DocumentTool

from cad.kernel.color import linear
from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence

# process-wide settings that a script may have changed; set before each export
WORDS = {"xstep.cascade.unit": "MM", "write.step.unit": "MM", "write.step.product.name": "Sunmao", "write.precision.mode": "Average"}
NUMBERS = {"write.step.schema": 5, "write.step.assembly": 2, "write.surfacecurve.mode": 1, "write.step.nonmanifold": 0}


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file. Raises Failure where the kernel's writer does not say that it is done."""
    document = TDocStd_Document(_text("BinXCAF"))
    XCAFApp_Application.GetApplication_s().InitDocument(document)
    _fill(document, bodies, looks)
    return _bytes(document)


def _bytes(document: Any) -> bytes:
    writer = STEPCAFControl_Writer()        # makes the settings known
    for name, word in WORDS.items():
        Interface_Static.SetCVal_s(name, word)
    for name, number in NUMBERS.items():
        Interface_Static.SetIVal_s(name, number)
    stream = io.BytesIO()
    if not writer.Transfer(document):
        raise Failure(sentence("export", format="STEP", reason="a shape cannot be translated"))
    header = APIHeaderSection_MakeHeader(writer.ChangeWriter().Model())
    for put in (header.SetName, header.SetOriginatingSystem, header.SetPreprocessorVersion):
        put(TCollection_HAsciiString("Sunmao"))
    if writer.WriteStream(stream) != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise Failure(sentence("export", format="STEP", reason="the writer did not finish"))
    return _escaped(stream.getvalue())


def _escaped(data: bytes) -> bytes:
    """With characters outside ASCII as ``\\X2\\…\\X0\\`` (ISO 10303-21, 6.4.3.3): OCCT writes UTF-8, which older readers mangle."""
    text = data.decode("utf-8", "replace")
    return re.sub(r"[^\x00-\x7f]+", _escape, text).encode("ascii")


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be").hex().upper()
    narrow = all(ord(character) <= 0xFFFF for character in match.group())
    return f"\\X2\\{units}\\X0\\" if narrow else f"\\X4\\{match.group().encode('utf-32-be').hex().upper()}\\X0\\"


def _fill(document: Any, bodies: list[Body], looks: Mapping[str, Look]) -> None:
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    colors = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    shapes.SetAutoNaming_s(False)
    groups: dict[str, Any] = {}
    for body in bodies:
        parent = _group(shapes, groups, body)
        product = shapes.NewShape()
        shape, moved = _shape(body, at_root=parent is None)
        shapes.SetShape(product, shape)
        _name(product, body.leaf.label)
        _paint(colors, product, body, looks.get(body.leaf.path))
        for face in body.faces:
            tint = body.color_of(face)
            if tint is not None:
                label = shapes.AddSubShape(product, moved(face))
                colors.SetColor(label, _color(tint, body.leaf.alpha), XCAFDoc_ColorType.XCAFDoc_ColorSurf)
        if parent is not None:
            _name(shapes.AddComponent(parent, product, body.leaf.placement.wrapped), body.leaf.label)
    shapes.UpdateAssemblies()


def _group(shapes: Any, groups: dict[str, Any], body: Body) -> Any | None:
    """The label of the innermost group that the part stands in; missing groups are made on the way."""
    label = None
    for path, name in body.leaf.groups:
        if path not in groups:
            groups[path] = shapes.NewShape()
            _name(groups[path], name or path.rpartition("/")[2])
            if label is not None:
                _name(shapes.AddComponent(label, groups[path], TopLoc_Location()), name or path.rpartition("/")[2])
        label = groups[path]
    return label


def _shape(body: Body, *, at_root: bool) -> tuple[Any, Callable[[Any], Any]]:
    """The part's own shape, and how its faces are found in it. A product at the root has no placement in STEP: it is moved for good."""
    shape = body.leaf.shape
    while shape.ShapeType() == "Compound" and len(inside := list(shape)) == 1:
        shape = inside[0]
    if not at_root or np.array_equal(body.placement, np.eye(3, 4)):
        return shape.wrapped, lambda face: face
    move = BRepBuilderAPI_Transform(shape.wrapped, body.leaf.placement.wrapped.Transformation(), True)
    return move.Shape(), move.ModifiedShape


def _paint(colors: Any, product: Any, body: Body, look: Look | None) -> None:
    color, alpha = (look["color"], look["alpha"]) if look is not None else (body.leaf.color, body.leaf.alpha)
    if color is not None:
        colors.SetColor(product, _color(color, alpha), XCAFDoc_ColorType.XCAFDoc_ColorGen)


def _color(color: str, alpha: float) -> Any:
    return Quantity_ColorRGBA(Quantity_Color(*linear(color), Quantity_TypeOfColor.Quantity_TOC_RGB), alpha)


def _name(label: Any, name: str) -> None:
    TDataStd_Name.Set_s(label, _text(name))


def _text(text: str) -> Any:
    return TCollection_ExtendedString(text, True)       # without True every character outside ASCII is mangled
