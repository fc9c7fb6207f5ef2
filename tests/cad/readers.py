"""Exported files as another program reads them."""

from __future__ import annotations

from pathlib import Path

import cadquery as cq
import numpy as np
import pygltflib
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.Quantity import Quantity_ColorRGBA, Quantity_TypeOfColor
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label, TDF_LabelSequence
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFApp import XCAFApp_Application
from OCP.XCAFDoc import XCAFDoc_ColorType, XCAFDoc_DocumentTool


def read_step(path: Path):
    """Path, shape where it stands, own colour with opacity, and the colours of faces of each leaf of the product tree."""
    reader = STEPCAFControl_Reader()
    reader.SetNameMode(True)
    reader.SetColorMode(True)
    assert reader.ReadFile(str(path)) == IFSelect_ReturnStatus.IFSelect_RetDone
    document = TDocStd_Document(TCollection_ExtendedString("BinXCAF"))
    XCAFApp_Application.GetApplication_s().InitDocument(document)
    assert reader.Transfer(document)
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    colors = XCAFDoc_DocumentTool.ColorTool_s(document.Main())

    def color_of(label):
        found = Quantity_ColorRGBA()
        kinds = (XCAFDoc_ColorType.XCAFDoc_ColorSurf, XCAFDoc_ColorType.XCAFDoc_ColorGen)
        return cq.Color(*cq_tuple(found)) if any(colors.GetColor_s(label, kind, found) for kind in kinds) else None

    def cq_tuple(found):
        return (*found.GetRGB().Values(Quantity_TypeOfColor.Quantity_TOC_sRGB), found.Alpha())

    def name_of(label):
        name = TDataStd_Name()
        return name.Get().ToExtString() if label.FindAttribute(TDataStd_Name.GetID_s(), name) else ""

    def walk(label, place, names):
        place = place.Multiplied(shapes.GetLocation_s(label))
        product = label
        if shapes.IsReference_s(label):
            product = TDF_Label()
            shapes.GetReferredShape_s(label, product)
        names = (*names, name_of(product))
        inside = TDF_LabelSequence()
        if shapes.IsAssembly_s(product):
            shapes.GetComponents_s(product, inside)
            for child in inside:
                yield from walk(child, place, names)
            return
        shapes.GetSubShapes_s(product, inside)
        own = color_of(product)
        shape = cq.Shape.cast(shapes.GetShape_s(product)).moved(cq.Location(place))
        yield names, shape, own and tuple(round(c, 3) for c in own.toTuple()), [color_of(sub).toTuple()[:3] for sub in inside]

    roots = TDF_LabelSequence()
    shapes.GetFreeShapes(roots)
    return [leaf for root in roots for leaf in walk(root, TopLoc_Location(), ())]


def glb_parts(data: bytes):
    """Name, world positions in glTF's axes, triangles and material of each primitive."""
    gltf = pygltflib.GLTF2.load_from_bytes(data)
    blob = gltf.binary_blob()

    def array(number):
        accessor = gltf.accessors[number]
        view = gltf.bufferViews[accessor.bufferView]
        kind = {5126: "<f4", 5125: "<u4", 5123: "<u2"}[accessor.componentType]
        width = {"SCALAR": 1, "VEC3": 3}[accessor.type]
        return np.frombuffer(blob, kind, accessor.count * width, view.byteOffset).reshape(-1, width)

    def walk(number, above, names):
        node = gltf.nodes[number]
        matrix = above @ (np.array(node.matrix).reshape(4, 4).T if node.matrix else np.eye(4))
        names = (*names, node.name)
        if node.mesh is not None:
            for primitive in gltf.meshes[node.mesh].primitives:
                points = array(primitive.attributes.POSITION).astype(float) @ matrix[:3, :3].T + matrix[:3, 3]
                yield names, points, array(primitive.indices).ravel().astype(int), primitive, gltf.materials[primitive.material]
        for child in node.children or ():
            yield from walk(child, matrix, names)

    return [part for root in gltf.scenes[0].nodes for part in walk(root, np.eye(4), ())]


def enclosed(points, indices):
    a, b, c = (points[indices[k::3]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)
