"""Each colour format, from bytes made by its specification or written by another program."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import colour
import colour_cxf
import openpyxl
import pytest
import swatch as ase_of_others

from cmf_db.exchange import formats
from cmf_db.exchange.palette import ExchangeError, Palette, Swatch
from cmf_db.records.colour import Mode
from cmf_db.science.conditions import Conditions, Geometry

SAMPLE_CXF = Path(colour_cxf.__file__).parent / "tests/resources/sample.cxf"     # X-Rite ColorPort, BSD-3-Clause
CXF = '<CxF xmlns="http://colorexchangeformat.com/CxF3-core"><Resources><ObjectCollection>{}</ObjectCollection>' \
      "<ColorSpecificationCollection>{}</ColorSpecificationCollection></Resources></CxF>"
CREATED = "<CreationDate>2025-08-14T13:01:00Z</CreationDate>"


def read(name: str, data: bytes | str) -> Palette:
    return formats.read(data.encode() if isinstance(data, str) else data, name)


def refused(name: str, data: bytes | str) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        read(name, data)
    return caught.value


def thing(name: str, values: str) -> str:
    return f'<Object ObjectType="Standard" Name="{name}" Id="{name}">{CREATED}<ColorValues>{values}</ColorValues></Object>'


def specification(id: str, light: str = "D65", observer: str = "10_Degree", geometry: str = "<UnknownGeometry>?</UnknownGeometry>",
                  rest: str = "") -> str:  # fmt: skip
    return (f'<ColorSpecification Id="{id}"><TristimulusSpec><Illuminant>{light}</Illuminant><Observer>{observer}</Observer>'
            f"<Method>E308_Table5</Method></TristimulusSpec><MeasurementSpec><MeasurementType>Spectrum_Reflectance</MeasurementType>"
            f'<GeometryChoice>{geometry}</GeometryChoice><WavelengthRange StartWL="400" Increment="10"/>{rest}</MeasurementSpec>'
            "</ColorSpecification>")  # fmt: skip


def lab(spec: str, lightness: str = "50", a: str = "10", b: str = "-20") -> str:
    return f'<ColorCIELab ColorSpecification="{spec}"><L>{lightness}</L><A>{a}</A><B>{b}</B></ColorCIELab>'


def curve(spec: str, value: str = "0.5", count: int = 31) -> str:
    return f'<ReflectanceSpectrum ColorSpecification="{spec}">{" ".join([value] * count)}</ReflectanceSpectrum>'


# CxF3


def test_cxf_of_xrite_keeps_spectrum_lab_and_srgb_of_each_object() -> None:
    palette = read("sample.cxf", SAMPLE_CXF.read_bytes())
    assert (palette.format, len(palette.swatches), palette.messages) == ("cxf", 144, ())
    first = palette.swatches[0]
    assert (first.name, first.model, first.lab, first.rgb) == ("1", "spectrum", (17.64167, 1.076669, 0.3338588), (0, 0, 0))
    assert first.conditions == Conditions.parse("D50/2")
    assert first.spectrum is not None and (first.spectrum.start_nm, first.spectrum.step_nm) == (380, 10)
    assert first.spectrum.values[:2] == (0.0179408, 0.0189865)
    assert first.measurement is not None and first.measurement.geometry is Geometry.RING_45_0
    assert first.measurement.measured_at is not None and first.measurement.measured_at.isoformat() == "2007-06-14T08:00:00+00:00"


def test_cxf_names_conditions_and_instruments() -> None:
    device = ("<Aperture>8 mm</Aperture><Backing>black tile</Backing><Device><Manufacturer>柯尼卡</Manufacturer><Model>CM-26d</Model>"
              "<DeviceIllumination>M1_Daylight</DeviceIllumination></Device>")  # fmt: skip
    specs = specification("s", "TL84", "2_Degree", "<SphereGeometry>Specular_Included</SphereGeometry>", device)
    [found] = read("a.cxf", CXF.format(thing("漢字 &amp; &lt;b&gt; 🎨", lab("s")), specs)).swatches
    assert (found.name, found.model, found.values, found.conditions) == ("漢字 & <b> 🎨", "Lab", (50, 10, -20), Conditions.parse("FL11/2"))
    known = found.measurement
    assert known is not None and known.geometry is Geometry.SCI and known.mode is Mode.M1
    assert (known.aperture_mm, known.instrument, known.backing) == (8, "柯尼卡 CM-26d", "black")


def test_cxf_of_several_angles_gives_a_colour_for_each() -> None:
    angles = "".join(
        specification(f"a{n}", geometry=f'<MultiAngle><BRDFAngle Notation="45as{n}"><IlluminationAngle>45</IlluminationAngle>'
                                        f"<Aspecular>{n}</Aspecular></BRDFAngle></MultiAngle>") for n in (15, 110))  # fmt: skip
    palette = read("metallic.cxf", CXF.format(thing("银", curve("a15", "0.9") + curve("a110", "0.1")), angles))
    assert [s.name for s in palette.swatches] == ["银 45as15", "银 45as110"]
    assert all(s.measurement and s.measurement.geometry is Geometry.MULTI_ANGLE for s in palette.swatches)


def test_cxf_points_in_any_order_make_a_spectrum_and_uneven_ones_are_left_out() -> None:
    def points(*nm: float) -> str:
        return f'<CustomSpectrum ColorSpecification="s">{"".join(f"<SpectralPoint WL={chr(34)}{n}{chr(34)}>0.5</SpectralPoint>" for n in nm)}</CustomSpectrum>'

    even = points(*reversed(range(400, 701, 20)))
    palette = read("a.cxf", CXF.format(thing("even", even) + thing("uneven", points(380.5, 381.7, 385, 450, 700)), specification("s")))
    assert [(s.name, s.spectrum and (s.spectrum.start_nm, s.spectrum.step_nm)) for s in palette.swatches] == [("even", (400, 20))]
    assert any("'uneven' was left out" in m.text and "even steps" in m.text for m in palette.messages)


def test_cxf_values_of_other_kinds() -> None:
    device = ('<DeviceColorValues><ColorCMYK ColorSpecification="s"><Cyan>100</Cyan><Magenta>0</Magenta><Yellow>50</Yellow><Black>0</Black>'
              "</ColorCMYK></DeviceColorValues>")  # fmt: skip
    ink = thing("ink", "").replace("<ColorValues></ColorValues>", device)
    srgb = thing("screen", '<ColorSRGB ColorSpecification="s"><MaxRange>1023</MaxRange><R>1023</R><G>0</G><B>341</B></ColorSRGB>')
    xyz = thing("xyz", '<ColorCIEXYZ ColorSpecification="s"><X>41.24</X><Y>21.26</Y><Z>1.93</Z></ColorCIEXYZ>')
    lch = thing("lch", '<ColorCIELCh ColorSpecification="s"><L>50</L><C>20</C><H>90</H></ColorCIELCh>')
    glow = thing("glow", '<EmissiveSpectrum StartWL="380" ColorSpecification="s">1 2 3</EmissiveSpectrum>')
    palette = read("a.cxf", CXF.format(ink + srgb + xyz + lch + glow, specification("s")))
    found = {s.name: (s.model, pytest.approx(s.values, abs=1e-9)) for s in palette.swatches}
    assert found == {"ink": ("CMYK", (1, 0, 0.5, 0)), "screen": ("RGB", (1, 0, 1 / 3)), "xyz": ("XYZ", (41.24, 21.26, 1.93)), "lch": ("Lab", (50, 0, 20))}
    assert any("'glow' states an emission spectrum, which is not read" in m.text for m in palette.messages)


@pytest.mark.parametrize("body", [
    '<CxF xmlns="http://colorexchangeformat.com/CxF3-core"/>',
    '<CxF xmlns="http://colorexchangeformat.com/CxF3-core"><FileInformation></FileInformation><Resources></Resources><CustomResources/></CxF>',
    '<CxF xmlns="http://colorexchangeformat.com/CxF3-core" xmlns:v="urn:v"><CustomResources><v:Any a="1">text<v:B/></v:Any></CustomResources></CxF>',
    CXF.format(f'<Object ObjectType="" Name="" Id="x">{CREATED}<Comment></Comment></Object>', ""),
])  # fmt: skip
def test_cxf_without_a_colour_is_read_and_says_so(body: str) -> None:
    palette = read("a.cxf", body)
    assert not palette.swatches and any("no colour that can be read" in m.text for m in palette.messages)


def test_cxf_light_that_is_not_known_leaves_lab_without_conditions_and_is_named() -> None:
    palette = read("a.cxf", CXF.format(thing("x", lab("s")), specification("s", "C")))
    assert palette.swatches[0].conditions is None and any("'C, observer 2'" in m.text or "'C, observer 10_Degree'" in m.text for m in palette.messages)


def test_cxf_elements_of_a_maker_are_passed_over() -> None:
    palette = read("a.cxf", CXF.format(thing("x", lab("s") + '<Vendor xmlns="urn:v">1</Vendor>'), specification("s")))
    assert [s.name for s in palette.swatches] == ["x"]


@pytest.mark.parametrize(("values", "said"), [
    (lab("s", "abc"), "'abc'"), (lab("s", a="NaN"), "no number"), (lab("s", "-3"), "L* of 'x' is -3"), (curve("s", "INF"), "not a number"),
    (curve("s", "7"), "it lies from 0 to 1"), (curve("nowhere"), "does not say its wavelengths"),
])  # fmt: skip
def test_cxf_that_is_wrong_names_the_line_of_the_object(values: str, said: str) -> None:
    text = CXF.format("\n\n" + thing("x", values), specification("s"))
    error = refused("a.cxf", text)
    assert said in str(error) and error.message.line == 3


def test_cxf_noise_below_zero_becomes_zero_with_a_warning() -> None:
    palette = read("a.cxf", CXF.format(thing("black", curve("s", "-0.01")), specification("s")))
    assert palette.swatches[0].spectrum is not None and set(palette.swatches[0].spectrum.values) == {0.0}
    assert any("below zero at 31 wavelengths" in m.text for m in palette.messages)


def test_cxf_in_an_encoding_of_chinese_programs() -> None:
    text = '<?xml version="1.0" encoding="GB2312"?>\n' + CXF.format(thing("釉红", lab("s")), specification("s"))
    assert read("a.cxf", text.encode("gbk")).swatches[0].name == "釉红"


# Adobe


def ase_block(kind: int, content: bytes) -> bytes:
    return struct.pack(">HI", kind, len(content)) + content


def ase_name(name: str) -> bytes:
    return struct.pack(">H", len(name.encode("utf-16-be")) // 2 + 1) + name.encode("utf-16-be") + b"\0\0"


def ase_colour(name: str, model: bytes, *values: float) -> bytes:
    return ase_block(1, ase_name(name) + model + struct.pack(f">{len(values)}fH", *values, 2))


ASE = b"ASEF" + struct.pack(">HHI", 1, 0, 5) + ase_block(0xC001, ase_name("组")) + ase_colour("月白", b"LAB ", 0.5, 10, -20) \
    + ase_colour("🎨", b"CMYK", 0.25, 0.5, 1, 0) + ase_block(0xC002, b"") + ase_colour("grey", b"Gray", 0.75)


def test_ase_by_its_layout() -> None:
    palette = read("a.ase", ASE)
    assert [(s.name, s.group, s.model, s.values) for s in palette.swatches] == [
        ("月白", "组", "Lab", (50, 10, -20)), ("🎨", "组", "CMYK", (0.25, 0.5, 1, 0)), ("grey", "", "Gray", (0.75,))]  # fmt: skip
    assert palette.swatches[0].conditions is None and palette.messages == ()


def test_ase_is_read_by_another_program(tmp_path: Path) -> None:
    palette = Palette("library", "p", (Swatch("靛青", "RGB", (1, 0.5, 0.25), "组"), Swatch("甲", "Lab", (60, -35, -5), "组"), Swatch("ink", "CMYK", (0, 1, 0, 0.5))))
    (tmp_path / "a.ase").write_bytes(formats.write(palette, formats.FORMATS["ase"]).data)
    group, ink = ase_of_others.parse(tmp_path / "a.ase")
    assert group["name"] == "组" and [one["name"] for one in group["swatches"]] == ["靛青", "甲"]
    assert group["swatches"][1]["data"] == {"mode": "LAB", "values": pytest.approx([0.6, -35, -5])}
    assert ink["data"] == {"mode": "CMYK", "values": pytest.approx([0, 1, 0, 0.5])}


@pytest.mark.parametrize(("data", "byte", "said"), [
    (b"ASEX" + ASE[4:], 0, "does not begin with ASEF"), (ASE[:40], 30, "the file ends within"), (ASE[:8] + struct.pack(">I", 9) + ASE[12:], len(ASE), "5 of 9"),
    (ASE.replace(b"LAB ", b"HSV "), 24, "'HSV '"),
])  # fmt: skip
def test_ase_that_is_wrong_names_the_byte(data: bytes, byte: int, said: str) -> None:
    error = refused("a.ase", data)
    assert said in str(error) and error.message.byte == byte


def test_ase_out_of_range_is_moved_with_a_warning_or_refused() -> None:
    def one(*values: float) -> bytes:
        return b"ASEF" + struct.pack(">HHI", 1, 0, 1) + ase_colour("x", b"RGB ", *values)

    palette = read("a.ase", one(1.5, 0, -1))
    assert palette.swatches[0].values == (1, 0, 0) and [m.text[:15] for m in palette.messages] == ["R of 'x' is 1.5", "B of 'x' is -1 "]
    assert "not a number" in str(refused("a.ase", one(float("nan"), 0, 0)))


def aco_colour(space: int, *parts: int, name: str | None = None) -> bytes:
    body = struct.pack(">5H", space, *(p & 0xFFFF for p in parts), *[0] * (4 - len(parts)))
    return body if name is None else body + struct.pack(">I", len(name) + 1) + name.encode("utf-16-be") + b"\0\0"


def test_aco_by_its_specification() -> None:
    first = struct.pack(">HH", 1, 5) + b"".join(aco_colour(0, 0, 0, 0) for _ in range(5))
    second = struct.pack(">HH", 2, 5) + aco_colour(0, 65535, 0, 13107, name="朱红") + aco_colour(2, 0, 65535, 65535, 65535, name="cyan") \
        + aco_colour(7, 5000, -1250, 2000, name="Lab") + aco_colour(8, 7500, name="grey") + aco_colour(1, 32768, 65535, 65535, name="HSB")
    palette = read("a.aco", first + second)
    assert [(s.name, s.model) for s in palette.swatches] == [("朱红", "RGB"), ("cyan", "CMYK"), ("Lab", "Lab"), ("grey", "Gray"), ("HSB", "HSB")]
    assert [pytest.approx(s.values, abs=1e-4) for s in palette.swatches] == [(1, 0, 0.2), (1, 0, 0, 0), (50, -12.5, 20), (0.75,), (0.5, 1, 1)]


def test_aco_of_version_1_has_no_names_and_codes_are_left_out() -> None:
    palette = read("a.aco", struct.pack(">HH", 1, 2) + aco_colour(0, 65535, 65535, 65535) + aco_colour(3, 1, 2, 3))
    assert [(s.name, s.values) for s in palette.swatches] == [("", (1, 1, 1))]
    assert any("Pantone without a colour" in m.text and m.byte == 14 for m in palette.messages)


# Palettes


def test_gpl_of_both_versions() -> None:
    new = read("a.gpl", "GIMP Palette\r\nName: 徽州\r\nColumns: 4\r\n# note\r\n\r\n255   0 128\t徽墨 No 1\r\n  0   0   0 Untitled\r\n")
    assert (new.name, [(s.name, s.values) for s in new.swatches]) == ("徽州", [("徽墨 No 1", (1, 0, 128 / 255)), ("", (0, 0, 0))])
    assert [s.name for s in read("b.gpl", "GIMP Palette\n1 2 3 old\n4 5 6\n").swatches] == ["old", ""]
    assert [s.values for s in read("c.gpl", "GIMP Palette\nChannels: RGBA\n255 0 0 255 red\n").swatches] == [(1, 0, 0)]


@pytest.mark.parametrize(("text", "line"), [("GIMP Palette\n1 2\n", 2), ("GIMP Palette\nName: x\n1 2 z name\n", 3), ("GIMP palette\n", 1)])
def test_gpl_that_is_wrong_names_the_line(text: str, line: int) -> None:
    assert refused("a.gpl", text).message.line == line


def kpl(body: str, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("colorset.xml", f'<ColorSet name="柜" version="2.0">{body}</ColorSet>')
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_kpl_by_its_description() -> None:
    entry = '<ColorSetEntry name="{}" id="" bitdepth="{}" spot="false">{}<Position row="0" column="0"/></ColorSetEntry>'
    palette = read("a.kpl", kpl(
        entry.format("杏黄", "F32", '<Lab space="Lab identity built-in" L="70.5" a="10" b="-4"/>') + '<Group name="暖" rows="1">'
        + entry.format("r", "U8", '<sRGB r="1" g="0.5" b="0"/>') + entry.format("old", "U16", '<Lab L="0.5" a="0.5" b="0.25" space="x"/>')
        + entry.format("d65", "F32", '<XYZ space="x" x="0.9505" y="1" z="1.0888"/>') + "</Group>"))  # fmt: skip
    assert palette.name == "柜" and [(s.name, s.group, s.model) for s in palette.swatches] == [
        ("杏黄", "", "Lab"), ("r", "暖", "RGB"), ("old", "暖", "Lab"), ("d65", "暖", "XYZ")]  # fmt: skip
    assert [s.values for s in palette.swatches] == [(70.5, 10, -4), (1, 0.5, 0), (50, 0, -64), pytest.approx((95.05, 100, 108.88))]
    assert any("Krita 4" in m.text for m in palette.messages)


def test_soc_of_libreoffice() -> None:
    text = ('<?xml version="1.0" encoding="UTF-8"?>\n<ooo:color-table xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
            ' xmlns:ooo="http://openoffice.org/2004/office">\n<!-- Green -->\n<draw:color draw:name="竹青 0" draw:color="#106802"/>\n</ooo:color-table>')  # fmt: skip
    palette = read("a.soc", text)
    assert [(s.name, s.values) for s in palette.swatches] == [("竹青 0", (16 / 255, 104 / 255, 2 / 255))]
    assert refused("a.soc", text.replace("#106802", "green")).message.line == 4


# Spectra

QTX = """[STANDARD_DATA 0]
STD_NAME=Dark_Red-2001
STD_DATETIME=928249765,
STD_REFLPOINTS=31,
STD_REFLINTERVAL=10,
STD_REFLLOW=400,
STD_VIEWING=SAV SCI d/8 UV Inc,
STD_INST_TYPE=SpectraFlash SF600,
STD_INSTRUMENT_SERIAL_NO=3230,
STD_R= {values}, [BATCH_DATA 0]
STD_NAME=Dark_Red-2001
BAT_NAME=送样 1, 二次
BAT_REFLPOINTS=31,
BAT_REFLINTERVAL=10,
BAT_REFLLOW=400,
BAT_VIEWING=SAV SCE d/8,
BAT_R={values},
"""


def test_qtx_as_datacolor_writes_it() -> None:
    text = QTX.format(values=", ".join(f"{3 + i:.3f}" for i in range(31)))
    standard, batch = read("a.qtx", text.replace("\n", "\r\n").encode("gbk")).swatches
    assert (standard.name, standard.group, batch.name, batch.group) == ("Dark_Red-2001", "", "送样 1, 二次", "Dark_Red-2001")
    assert standard.spectrum is not None and standard.spectrum.values[0] == 0.03 and standard.spectrum.end_nm == 700
    known = standard.measurement
    assert known is not None and known.geometry is Geometry.SCI and known.instrument == "SpectraFlash SF600 no. 3230"
    assert known.measured_at is not None and known.measured_at.year == 1999


@pytest.mark.parametrize(("old", "new", "line"), [
    ("REFLPOINTS=31", "REFLPOINTS=30", 10), ("STD_REFLLOW=400,\n", "", 1), ("STD_REFLINTERVAL=10", "STD_REFLINTERVAL=x", 5), ("3.000", "3.0.0", 10),
])  # fmt: skip
def test_qtx_that_is_wrong_names_the_line(old: str, new: str, line: int) -> None:
    text = QTX.format(values=", ".join(f"{3 + i:.3f}" for i in range(31)))
    assert refused("a.qtx", text.replace(old, new, 1)).message.line == line


def table(delimiter: str = ",", comma: str = ".", scale: float = 1, header: str = "nm,月白,b") -> str:
    rows = [header.replace(",", delimiter)]
    rows += [delimiter.join([f"{nm}", f"{scale * 0.5:.4f}".replace(".", comma), f"{scale * 0.25:.4f}".replace(".", comma)]) for nm in range(400, 701, 10)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("data", [
    table().encode(), table().encode("utf-8-sig"), table(";", ",").encode("gbk"), table("\t", ",").encode("utf-16"), table().replace("\n", "\r\n").encode(),
    table(scale=100).encode(), ("# measured\n" + table()).encode(),
])  # fmt: skip
def test_spectra_of_every_dialect(data: bytes) -> None:
    palette = read("a.csv", data)
    assert [s.name for s in palette.swatches] == ["月白", "b"]
    assert [s.spectrum and (s.spectrum.start_nm, s.spectrum.step_nm, s.spectrum.values[3]) for s in palette.swatches] == [(400, 10, 0.5), (400, 10, 0.25)]


def test_spectra_say_what_they_assumed() -> None:
    assert "read as GBK" in read("a.csv", table().encode("gbk")).messages[0].text
    assert "as percent" in read("a.csv", table(scale=100)).messages[0].text


@pytest.mark.parametrize(("text", "line"), [
    (table().replace("430,0.5000", "430,high"), 5), (table().replace("430,0.5000", "430,9"), 1), (table(header="1,2,3"), 1), ("a,b\n", 1),
    (table().replace("430,0.5000,0.2500", "430,0.5,0.2,0.3"), 5), (table().replace("430,", "430,\""), 5),
])  # fmt: skip
def test_spectra_that_are_wrong_name_the_line(text: str, line: int) -> None:
    assert refused("a.csv", text).message.line == line


def test_cgats_of_xrite_and_with_quoted_names() -> None:
    sample = Path(colour.__file__).parent / "io/tests/resources/X-Rite_Digital_Colour_Checker.txt"       # Spectrolino, colour-science, BSD-3-Clause
    palette = read(sample.name, sample.read_bytes())
    assert (palette.format, [s.name for s in palette.swatches]) == ("cgats", [f"X{n}" for n in range(1, 11)])
    theirs = colour.read_sds_from_xrite_file(str(sample))
    for swatch in palette.swatches:
        assert swatch.spectrum is not None and (swatch.spectrum.start_nm, swatch.spectrum.step_nm) == (380, 10)
        assert swatch.spectrum.values == pytest.approx(tuple(theirs[swatch.name].values))
    text = "CGATS.17\nILLUMINATION_NAME \"D50\"\nOBSERVER_ANGLE 2\nBEGIN_DATA_FORMAT\nSAMPLE_NAME LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\nBEGIN_DATA\n{}\nEND_DATA\n"
    [found] = read("a.txt", text.format('"月 白" 92.5 -3 4')).swatches
    assert (found.name, found.values, found.conditions) == ("月 白", (92.5, -3, 4), Conditions.parse("D50/2"))
    assert refused("a.txt", text.format("x 92.5 -3")).message.line == 8 and "no line END_DATA" in str(refused("a.txt", text[:-9].format("x 1 2 3")))


def test_table_by_its_titles() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["色卡 2026"], [], ["编号", "颜色名称", "色值", "L*", "a*", "b*", "光源", "视场"], ["1", "天青", "#7FB2B5", 68.5, "-15,2", -8, "D65", "10°"],
                ["2", "屏", "ff8000"], ["3", "裸", None, 50, 1, 2], [None] * 8, ["4", "空"]):  # fmt: skip
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    palette = read("a.xlsx", out.getvalue())
    assert [(s.name, s.model, s.values, s.conditions) for s in palette.swatches] == [
        ("天青", "Lab", (68.5, -15.2, -8), Conditions.parse("D65/10")), ("屏", "RGB", (1, 128 / 255, 0), None), ("裸", "Lab", (50, 1, 2), None)]  # fmt: skip
    assert [(m.text.split(" ")[0], m.line) for m in palette.messages] == [("'空'", 8), ("1", None)]


def test_a_table_of_colours_as_csv() -> None:
    palette = read("a.csv", "名称;L*;a*;b*;光源;视场;sRGB\r\n天青;68,5;-15,2;-8;D65;10;#7fb2b5\r\n屏;;;;;;ff8000\r\n".encode("gbk"))
    assert [(s.name, s.model, s.conditions) for s in palette.swatches] == [("天青", "Lab", Conditions.parse("D65/10")), ("屏", "RGB", None)]
    assert palette.swatches[0].values == (68.5, -15.2, -8) and palette.swatches[0].rgb is not None


def test_content_decides_and_the_ending_is_corrected_in_words() -> None:
    palette = read("a.gpl", ASE)
    assert palette.format == "ase" and "ends like a gpl file but holds ase" in palette.messages[0].text
    assert "no colour file known here" in str(refused("a.pdf", b"%PDF-1.7"))
