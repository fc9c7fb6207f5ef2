"""Colours into the models that a format holds: what changes is said, what would have to be guessed is refused."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Set
from dataclasses import replace

from cmf_db.exchange.palette import ExchangeError, Message, Model, Palette, Swatch
from cmf_db.exchange.texts import shown
from cmf_db.records.colour import Spectrum
from cmf_db.science.conditions import Conditions
from cmf_db.screen import screen_of_lab

Lab = tuple[float, float, float]
CONDITIONS_NEEDED = "name them, for example --illuminant D65 --observer 10"


def fit(palette: Palette, holds: Set[Model], format: str, conditions: Conditions | None = None) -> tuple[Palette, tuple[Message, ...]]:
    """The palette in the models that ``format`` holds, and what that changed.

    A spectrum becomes the Lab value that its file states, or is computed for ``conditions`` where they are named; Lab becomes a screen
    colour relative to its white. Raises ExchangeError for a colour that cannot be carried, with what would help.
    """
    done: Counter[str] = Counter()
    fitted = tuple(_fitted(swatch, holds, format, conditions, done) for swatch in palette.swatches)
    messages = tuple(Message("warning", f"{count} {'colour' if count == 1 else 'colours'} {what}") for what, count in done.items())
    return replace(palette, swatches=fitted), messages


def _fitted(swatch: Swatch, holds: Set[Model], format: str, conditions: Conditions | None, done: Counter[str]) -> Swatch:
    if swatch.model in holds:
        return swatch
    if swatch.model in ("HSB", "Gray") and "RGB" in holds:
        done[f"given as {swatch.model} and written as RGB"] += 1
        return replace(swatch, model="RGB", values=_rgb_of(swatch))
    if swatch.model in ("spectrum", "XYZ", "Lab"):
        if "Lab" in holds:
            lab, under = _lab_of(swatch, conditions, format, done)
            return replace(swatch, model="Lab", values=lab, lab=None, spectrum=None, conditions=under)
        if "RGB" in holds:
            return replace(swatch, model="RGB", values=_screen_of(swatch, conditions, format, done), rgb=None, lab=None, spectrum=None)
    raise ExchangeError(f"{shown(swatch.name)} is given as {_named(swatch.model)}, which {format} cannot hold{_advice(swatch.model)}")


def _named(model: Model) -> str:
    return "a spectrum" if model == "spectrum" else model


def _advice(model: Model) -> str:
    if model == "CMYK":
        return ": turning ink into screen colour needs the profile of a press"
    return ": a screen colour does not tell how a surface reflects" if model in ("RGB", "HSB", "Gray") else ""


def _rgb_of(swatch: Swatch) -> tuple[float, ...]:
    if swatch.model == "Gray":
        return swatch.values * 3
    hue, saturation, brightness = swatch.values
    return colorsys.hsv_to_rgb(hue, saturation, brightness)


def _lab_of(swatch: Swatch, conditions: Conditions | None, format: str, done: Counter[str]) -> tuple[Lab, Conditions | None]:
    """The value and what it is for; computed where conditions are named, else as the file states it."""
    stated = swatch.stated_lab
    if swatch.spectrum is not None and conditions is not None:
        done[f"computed from spectra for {conditions}; the spectra were left out"] += 1
        return lab_of_curve(swatch.spectrum, conditions, swatch.name), conditions
    if stated is not None:
        if swatch.spectrum is not None:
            done[f"with the Lab value that the file states for {swatch.conditions or 'unnamed conditions'}; the spectra were left out"] += 1
        return (stated[0], stated[1], stated[2]), swatch.conditions
    under = swatch.conditions or conditions
    if swatch.model == "XYZ" and under is not None:
        done["given as XYZ and written as Lab"] += 1
        return lab_of_xyz(swatch.values, under), under
    what = "a spectrum" if swatch.spectrum is not None else "XYZ without conditions"
    raise ExchangeError(f"{shown(swatch.name)} is {what}: a colour of {format} needs an illuminant and an observer; {CONDITIONS_NEEDED}")


def _screen_of(swatch: Swatch, conditions: Conditions | None, format: str, done: Counter[str]) -> tuple[float, ...]:
    if swatch.rgb is not None:
        done["with the screen colour that the file states, and nothing else"] += 1
        return swatch.rgb
    lab, _ = _lab_of(swatch, conditions, format, Counter())
    screen = screen_of_lab(lab)
    done["turned into screen colours, which show them about right"] += 1
    if screen.clipped:
        done["outside sRGB; the nearest was written"] += 1
    return tuple(v / 255 for v in bytes.fromhex(screen.hex[1:]))


def lab_of_curve(spectrum: Spectrum, conditions: Conditions, name: str) -> Lab:
    """Raises ExchangeError for a spectrum too coarse for colour."""
    from cmf_db.science.spectrum import SpectrumError, lab_of_spectrum

    try:
        return lab_of_spectrum(spectrum, conditions)
    except SpectrumError as error:
        raise ExchangeError(f"{shown(name)}: {error}") from None


def lab_of_xyz(xyz: tuple[float, ...], conditions: Conditions) -> Lab:
    """CIELAB of XYZ with Y = 100 for white, by CIE 15:2018."""
    from cmf_db.science import tables

    lightness, a, b = tables.library().XYZ_to_Lab([v / 100 for v in xyz], tables.white_xy(conditions)).tolist()
    return lightness, a, b
