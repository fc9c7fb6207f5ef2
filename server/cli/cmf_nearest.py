"""``sunmao cmf nearest``: the colours of a file, or of the opening library, that are nearest to one by CIEDE2000."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cmf_db.exchange.fit import lab_of_curve, lab_of_xyz
from cmf_db.exchange.palette import Palette, Swatch
from cmf_db.science.conditions import Conditions
from cmf_db.science.lab import Lab, LabColour
from cmf_db.science.nearest import NearestIndex
from cmf_db.science.spectrum import SCREEN
from cmf_db.screen import lab_of_rgb
from server.cli import cmf_typed
from server.cli.answer import Answer, Commands, Refused, command


def add_command(commands: Commands) -> None:
    found = command(commands, "nearest", "the nearest colours by CIEDE2000, nearest first", run)
    found.add_argument("--lab", type=cmf_typed.lab, required=True, metavar="L,a,b")
    cmf_typed.add_conditions(found, required=True)
    found.add_argument("--k", type=cmf_typed.count, default=5, metavar="N", help="how many (default: 5)")
    found.add_argument("--in", type=cmf_typed.file, dest="file", metavar="FILE", help="a colour file; without it, the opening library")


def run(given: argparse.Namespace) -> Answer:
    conditions = cmf_typed.conditions_of(given)
    palette = _palette(given)
    labs = [_lab_under(swatch, conditions) for swatch in palette.swatches]
    known = [(swatch.name, lab) for swatch, lab in zip(palette.swatches, labs) if lab is not None]
    notes = [f"{palette.name}: {message.level}: {message.text}" for message in palette.messages] + _notes(palette, labs, conditions)
    if not known:
        screen = f"; its screen colours are for {SCREEN}" if any(swatch.stated_rgb for swatch in palette.swatches) else ""
        raise Refused(f"{palette.name} holds no colour with a spectrum or a Lab value for {conditions}{screen}")
    matches = NearestIndex([lab for _, lab in known], conditions).nearest(LabColour(given.lab, conditions), given.k)
    results = [{"name": known[m.position][0], "lab": list(known[m.position][1]), "de00": m.de00} for m in matches]
    lines = [f"{m.de00:8.4f}  {known[m.position][0]}  {', '.join(f'{v:.2f}' for v in known[m.position][1])}" for m in matches]
    return Answer({"ok": True, "results": results}, lines, notes)


def _palette(given: argparse.Namespace) -> Palette:
    if given.file is not None:
        from cmf_db.exchange.formats import read
        from cmf_db.exchange.guard import read_path

        return read(read_path(given.file), given.file.name)
    from cmf_db.exchange.library import palette_of
    from cmf_db.records.colour import ColourStandard
    from cmf_db.seed.library import of_kind

    return palette_of((seed.record for seed in of_kind("colour") if isinstance(seed.record, ColourStandard)), "the opening library")


def _lab_under(swatch: Swatch, conditions: Conditions) -> Lab | None:
    """What the file states for these conditions or for none, or what its spectrum gives; a screen colour is for D65/2. Else None."""
    if swatch.spectrum is not None:
        return lab_of_curve(swatch.spectrum, conditions, swatch.name)
    if swatch.model == "XYZ":
        return lab_of_xyz(swatch.values, conditions) if swatch.conditions == conditions else None
    if swatch.stated_lab is not None:
        lightness, a, b = swatch.stated_lab
        return (lightness, a, b) if swatch.conditions in (None, conditions) else None
    return lab_of_rgb(swatch.stated_rgb) if swatch.stated_rgb is not None and conditions == SCREEN else None


def _notes(palette: Palette, labs: Sequence[Lab | None], conditions: Conditions) -> list[str]:
    notes = []
    if left_out := labs.count(None):
        notes.append(f"left out, with no spectrum and no Lab value for {conditions}: {left_out} of {len(labs)} colours")
    if assumed := sum(s.spectrum is None and s.conditions is None and s.stated_lab is not None for s in palette.swatches):
        notes.append(f"taken as for {conditions}, since the file names no conditions: {assumed} of {len(labs)} colours")
    return notes
