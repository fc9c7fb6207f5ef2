"""Krita palette (.kpl): a zip of ``colorset.xml`` and profiles. Keeps RGB, CMYK, grey, Lab and XYZ, and groups.

Source: docs.krita.org, "The Krita Palette format KPL". Components are 0–1, L* 0–100; palettes of Krita 4 hold 8- and 16-bit Lab
as 0–1 instead. RGB other than sRGB needs its profile, which is not applied here: a warning says so.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import quoteattr

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.guard import Archive, Node, parse_xml
from cmf_db.exchange.palette import ExchangeError, Model, Palette, Swatch, Written
from cmf_db.exchange.texts import number, shown

MIMETYPE = b"application/x-krita-palette"
CONTENT = "colorset.xml"
HOLDS: frozenset[Model] = frozenset({"RGB", "CMYK", "Lab", "XYZ", "Gray"})
KINDS: dict[str, tuple[Model, tuple[str, ...]]] = {
    "sRGB": ("RGB", ("r", "g", "b")), "RGB": ("RGB", ("r", "g", "b")), "CMYK": ("CMYK", ("c", "m", "y", "k")),
    "Lab": ("Lab", ("L", "a", "b")), "XYZ": ("XYZ", ("x", "y", "z")), "Gray": ("Gray", ("g",)),
}  # fmt: skip
SPACES = {"Lab": "Lab identity built-in", "XYZ": "XYZ identity built-in", "CMYK": "Chemical proof", "Gray": "Gray-D50-elle-V2-srgbtrc.icc"}
DEPTHS: dict[Model, str] = {"RGB": "U16", "CMYK": "U16", "Gray": "U16", "Lab": "F32", "XYZ": "F32"}
COLUMNS = 16


def read(data: bytes, name: str) -> Palette:
    """Raises ExchangeError; lines are those of colorset.xml within the archive."""
    archive = Archive(data)
    if CONTENT not in archive.names:
        raise ExchangeError(f"this is no Krita palette: the archive holds no {CONTENT}", byte=0)
    root = parse_xml(archive.read(CONTENT))
    if root.tag.lower() != "colorset":
        raise ExchangeError(f"this is no Krita palette: the root of {CONTENT} is {shown(root.tag)}", line=root.line)
    colours = Collector("kpl", name)
    colours.rename(root.attributes.get("name", ""))
    for node in root.children:
        group = node.attributes.get("name", "") if node.tag == "Group" else ""
        for entry in node.children if node.tag == "Group" else [node]:
            if entry.tag == "ColorSetEntry":
                _add(colours, entry, group)
    return colours.palette()


def _add(colours: Collector, entry: Node, group: str) -> None:
    name = entry.attributes.get("name", "")
    node = next((child for child in entry.children if child.tag in KINDS), None)
    if node is None:
        colours.say("warning", f"{shown(name)} has no colour that is known here and was left out", entry.line)
        return
    model, keys = KINDS[node.tag]
    values = tuple(number(node.attributes.get(key, ""), node.line, f"{key} of {shown(name)}") for key in keys)
    space = node.attributes.get("space", "")
    if node.tag == "RGB" and space and "srgb" not in space.lower():
        colours.say("warning", f"{shown(name)} is RGB of the profile {shown(space)}; its numbers were taken as sRGB", node.line)
    if model == "XYZ":
        values = tuple(v * 100 for v in values)
    elif model == "Lab" and entry.attributes.get("bitdepth") in ("U8", "U16") and all(0 <= v <= 1 for v in values):
        values = (values[0] * 100, *((v - 0.5) * 256 for v in values[1:]))
        colours.say("warning", f"{shown(name)} holds Lab as 0–1, as Krita 4 wrote it; it was scaled", node.line)
    colours.add(Swatch(name, model, values, group), node.line)


def write(palette: Palette) -> Written:
    """Groups are kept; colours without one come first, as Krita keeps them."""
    groups = list(dict.fromkeys(s.group for s in palette.swatches if s.group))
    loose = _entries([s for s in palette.swatches if not s.group])
    rows = f'columns="{COLUMNS}" rows="{_rows(len(loose))}"'
    body = [f'<ColorSet name={quoteattr(palette.name)} version="2.0" {rows} comment="">', *loose]
    for group in groups:
        entries = _entries([s for s in palette.swatches if s.group == group])
        body += [f'<Group name={quoteattr(group)} rows="{_rows(len(entries))}">', *entries, "</Group>"]
    colorset = '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join([*body, "</ColorSet>", ""])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr(CONTENT, colorset.encode())
        archive.writestr("profiles.xml", b'<?xml version="1.0" encoding="UTF-8"?>\n<Profiles/>\n')
    return Written(out.getvalue())


def _rows(count: int) -> int:
    return max(1, -(-count // COLUMNS))


def _entries(swatches: list[Swatch]) -> list[str]:
    return [
        f'<ColorSetEntry name={quoteattr(s.name)} id="" bitdepth="{DEPTHS[s.model]}" spot="false">{_colour(s)}'
        f'<Position row="{i // COLUMNS}" column="{i % COLUMNS}"/></ColorSetEntry>'
        for i, s in enumerate(swatches)
    ]


def _colour(swatch: Swatch) -> str:
    tag = "sRGB" if swatch.model == "RGB" else swatch.model
    scale = 100 if swatch.model == "XYZ" else 1
    pairs = [f'{key}="{value / scale:.7g}"' for key, value in zip(KINDS[tag][1], swatch.values)]
    pairs += [f"space={quoteattr(SPACES[tag])}"] if tag in SPACES else []
    return f"<{tag} {' '.join(pairs)}/>"
