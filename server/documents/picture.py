"""Small pictures of parts for tables, drawn from their meshes: every triangle from back to front, shaded by its slope."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cad.scene import ChunkName, Part
from cmf_db.screen import linear_of_hex

SIZE = 96               # pixels
FINER = 3               # drawn so many times larger, then reduced
MARGIN = 6
# Right, up and towards the eye, which looks from the front right and above.
VIEW = np.array([[0.82, 0.57, 0.0], [-0.24, 0.34, 0.91], [0.52, -0.75, 0.42]])
LIGHT = np.array([-0.35, 0.75, 0.56])
GROUND = (171, 171, 171)        # L* 70

Floats = NDArray[np.float64]


def picture(part: Part, names: Sequence[ChunkName], chunks: Mapping[str, bytes], color: str) -> bytes | None:
    """A PNG of the part in its flat colour; None where it has no faces."""
    found = [_triangles(names[face["chunk"]], chunks) for face in part["faces"]]
    if not found:
        return None
    placement = np.array(part["placement"], np.float64).reshape(3, 4)
    corners = np.concatenate(found) @ placement[:, :3].T @ VIEW.T
    image = Image.new("RGB", (SIZE * FINER, SIZE * FINER), GROUND)
    _paint(ImageDraw.Draw(image), corners, np.array(linear_of_hex(color)))
    out = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _triangles(name: ChunkName, chunks: Mapping[str, bytes]) -> Floats:
    """Corners of the chunk's triangles, (n, 3, 3) in mm."""
    data = chunks[name["sha256"]]
    points = np.frombuffer(data, "<f4", name["vertices"] * 3).reshape(-1, 3)
    order = np.frombuffer(data, "<u4", name["indices"], offset=name["vertices"] * 24)
    corners: Floats = points[order.reshape(-1, 3)].astype(np.float64)
    return corners


def _paint(draw: Any, corners: Floats, color: Floats) -> None:
    low, high = corners.min((0, 1)), corners.max((0, 1))
    scale = (SIZE - 2 * MARGIN) * FINER / max(high[0] - low[0], high[1] - low[1], 1e-9)
    middle = (low + high) / 2
    flat = (corners[:, :, :2] - middle[:2]) * (scale, -scale) + SIZE * FINER / 2
    shades = _shades(corners, color)
    for i in np.argsort(corners[:, :, 2].mean(1)):
        draw.polygon([tuple(corner) for corner in flat[i]], fill=tuple(shades[i]))


def _shades(corners: Floats, color: Floats) -> NDArray[np.uint8]:
    """8-bit sRGB of each triangle: ambient light, and one lamp over the left shoulder; either side of a face is lit."""
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.where(normals[:, 2:] < 0, -normals, normals) / np.where(lengths > 0, lengths, 1)
    lit = 0.42 + 0.58 * np.clip(normals @ LIGHT / np.linalg.norm(LIGHT), 0, 1)
    linear = np.clip(lit[:, None] * color + 0.02, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    shades: NDArray[np.uint8] = np.round(encoded * 255).astype(np.uint8)
    return shades
