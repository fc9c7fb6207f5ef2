"""Colour files from strangers: whatever the bytes are, there is a palette or one clear sentence."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmf_db.exchange import formats, guard
from cmf_db.exchange.collect import clean
from cmf_db.exchange.palette import LARGEST_FILE, MOST_COLOURS, ExchangeError, Palette, Swatch
from cmf_db.exchange.texts import decode
from cmf_db.records.colour import Spectrum

FUZZ = settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
CURVE = Spectrum(start_nm=400, step_nm=20, values=(0.5,) * 16)
VALUES = {"RGB": (1.0, 0.5, 0.25), "CMYK": (0.0, 0.5, 1.0, 0.25), "Lab": (50.0, 10.0, -20.0), "XYZ": (40.0, 50.0, 60.0), "Gray": (0.5,), "HSB": (0.5, 1.0, 1.0)}


def sample(format: formats.Format) -> bytes:
    """A small valid file with every model that the format holds."""
    swatches = [Swatch(f"名 {model}", model, VALUES[model], "组") for model in sorted(format.holds) if model != "spectrum"]
    swatches += [Swatch("名 s", "spectrum", spectrum=CURVE)] * ("spectrum" in format.holds)
    return formats.write(Palette("library", "p", tuple(swatches)), format).data


SAMPLES = {name: sample(format) for name, format in formats.FORMATS.items() if format.holds}
SAMPLES["cgats"] = b"""CGATS.17
ILLUMINATION_NAME "D50"
OBSERVER_ANGLE "2"
BEGIN_DATA_FORMAT
SAMPLE_ID SAMPLE_NAME LAB_L LAB_A LAB_B RGB_R RGB_G RGB_B
END_DATA_FORMAT
NUMBER_OF_SETS 2
BEGIN_DATA
1 "a b" 50 10 -20 255 0 51
2 c 10.5 1 2 0 0 0
END_DATA
"""


def refused(data: bytes, name: str) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        formats.read(data, name)
    return caught.value


def read_or_refuse(data: bytes, name: str) -> None:
    """Anything but an ExchangeError fails the test by itself."""
    try:
        names, sentence = [swatch.name for swatch in formats.read(data, name).swatches], "read"
    except ExchangeError as error:
        names, sentence = [], str(error)
    assert all(clean(one) == (one, False) for one in names)
    assert 0 < len(sentence) < 500 and "\n" not in sentence and "Traceback" not in sentence


@pytest.mark.parametrize("name", SAMPLES)
def test_every_prefix(name: str) -> None:
    data = SAMPLES[name]
    step = max(1, len(data) // 500)
    for end in range(0, len(data), step):
        read_or_refuse(data[:end], f"a.{name}")


@pytest.mark.parametrize("name", SAMPLES)
@FUZZ
@given(data=st.data())
def test_any_bytes_changed(name: str, data: st.DataObject) -> None:
    changed = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(changed), f"a.{name}")


@pytest.mark.parametrize("name", SAMPLES)
@FUZZ
@given(noise=st.binary(max_size=200))
def test_noise_behind_the_beginning(name: str, noise: bytes) -> None:
    read_or_refuse(SAMPLES[name][:40] + noise, f"a.{name}")


@pytest.mark.parametrize("name", ["gpl", "csv", "qtx"])
@FUZZ
@given(text=st.text(alphabet="0123456789.,;=[]_RSTDBA\t\n\r\"'nm中é\0\u202e ", max_size=200))
def test_any_text(name: str, text: str) -> None:
    start = {"gpl": "GIMP Palette\n", "csv": "nm,a,b\n", "qtx": "[STANDARD_DATA 0]\n"}[name]
    read_or_refuse((start + text).encode(), f"a.{name}")


# Markup

BOMB = '<!DOCTYPE b [<!ENTITY a0 "aaaaaaaaaa">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)) + "]>"
THIEF = '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
TABLE = '<?xml version="1.0"?>\n{}<ooo:color-table xmlns:ooo="http://openoffice.org/2004/office" xmlns:draw="d"><draw:color draw:name="{}" draw:color="#010203"/></ooo:color-table>'
CXF = '<?xml version="1.0"?>\n{}<CxF xmlns="http://colorexchangeformat.com/CxF3-core"><FileInformation><Creator>{}</Creator></FileInformation></CxF>'


@pytest.mark.parametrize(("name", "body"), [("a.soc", TABLE), ("a.cxf", CXF)])
@pytest.mark.parametrize(("doctype", "entity"), [(BOMB, "&a11;"), (THIEF, "&x;"), ("<!DOCTYPE b SYSTEM 'http://127.0.0.1:1/x.dtd'>", "")])
def test_document_types_and_entities_are_refused(name: str, body: str, doctype: str, entity: str) -> None:
    error = refused(body.format(doctype, entity).encode(), name)
    assert "document type or entities" in str(error) and error.message.line == 2


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_entities_within_a_workbook_are_refused(member: str) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["xlsx"])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    head, _, rest = members[member].decode().partition("?>") if b"?>" in members[member] else ("", "", members[member].decode())
    members[member] = f"{BOMB}{rest}".encode()
    assert head is not None and "workbook is broken" in str(refused(packed(members), "a.xlsx"))


def test_deep_and_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_ELEMENTS", 1000)
    assert "deeply nested" in str(refused(b"<color-table>" + b"<a>" * 100 + b"</a>" * 100 + b"</color-table>", "a.soc"))
    assert "absurdly long" in str(refused(b"<color-table a='" + b"x" * 200_000 + b"'/>", "a.soc"))
    assert "too many" in str(refused(b"<color-table>" + b"<a/>" * 1000 + b"</color-table>", "a.soc"))


# Archives


def packed(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


COLORSET = b'<ColorSet name="x"></ColorSet>'


@pytest.mark.parametrize(("members", "said"), [
    ({"../../evil": b"x", "colorset.xml": COLORSET}, "outside of it"), ({"/etc/x": b"x", "colorset.xml": COLORSET}, "outside of it"),
    ({"C:x": b"x", "colorset.xml": COLORSET}, "outside of it"),
    ({"colorset.xml": COLORSET} | {f"f{i}": b"" for i in range(1000)}, "1001 files"),
    ({"colorset.xml": COLORSET, "zeros": b"\0" * (guard.MOST_UNPACKED + 1)}, "unpack to more than 64 MB"),
    ({"readme.txt": b"x"}, "holds no colorset.xml"),
])  # fmt: skip
def test_archives_that_are_refused(members: dict[str, bytes], said: str) -> None:
    assert said in str(refused(packed(members), "a.kpl"))


def test_what_an_archive_really_unpacks_to_counts_not_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_UNPACKED", 1000)
    data = packed({"colorset.xml": COLORSET, "zeros": b"\0" * 5000})
    lying = data.replace(struct.pack("<I", 5000), struct.pack("<I", 5))         # local and central size of "zeros"
    archive = guard.Archive(lying)
    with pytest.raises(ExchangeError):
        archive.read("zeros")


def test_an_archive_inside_an_archive_is_not_opened() -> None:
    assert "holds no colorset.xml" in str(refused(packed({"inner.kpl": SAMPLES["kpl"]}), "a.kpl"))


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(packed({"colorset.xml": COLORSET}, zipfile.ZIP_STORED))
    data[6] |= 1                                                                # local header
    data[data.rindex(b"PK\x01\x02") + 8] |= 1                                   # central directory
    assert "password" in str(refused(bytes(data), "a.kpl"))


# Sizes and counts


def test_the_size_is_asked_before_a_file_is_read(tmp_path: Path) -> None:
    sparse = tmp_path / "a.cxf"
    with sparse.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(ExchangeError, match=r"a\.cxf holds 100 MB: a colour file is at most 32 MB"):
        guard.read_path(sparse)
    with pytest.raises(ExchangeError, match="at most 32 MB"):
        formats.read(b"\0" * (LARGEST_FILE + 1), "a.cxf")


@pytest.mark.parametrize("data", [
    b"ASEF" + struct.pack(">HHI", 1, 0, 0xFFFFFFFF), b"ASEF" + struct.pack(">HHIHI", 1, 0, 1, 1, 0xFFFFFFFF), struct.pack(">HH", 1, 0xFFFF),
    struct.pack(">HHHH", 1, 0, 2, 1) + struct.pack(">5HI", 0, 0, 0, 0, 0, 0xFFFFFFFF),
])  # fmt: skip
def test_counts_in_headers_cost_nothing(data: bytes) -> None:
    assert refused(data, "a.ase").message.byte is not None


@pytest.mark.parametrize(("name", "data", "said"), [
    ("a.qtx", b"\n" * 1_100_000, "more than 1,000,000 lines"), ("a.ase", b"ASEF\0\1\0\0\0\0\0\1" + b"\0\2\0\0\0\0" * 70_000, "more than 60000 blocks"),
    ("b.qtx", b"[STANDARD_DATA 0]\n" * 20_001, "at most 20000"),
    ("c.qtx", b"[STANDARD_DATA 0]\nSTD_REFLLOW=400\nSTD_REFLINTERVAL=10\nSTD_REFLPOINTS=3\nSTD_R=1,\n" + b"1,\n" * 50_000, "holds 50001"),
])  # fmt: skip
def test_repetition_is_refused_and_costs_little(name: str, data: bytes, said: str) -> None:
    assert said in str(refused(data, name))


def test_too_many_colours_are_refused() -> None:
    assert f"at most {MOST_COLOURS}" in str(refused(b"GIMP Palette\n" + b"1 2 3 x\n" * (MOST_COLOURS + 1), "a.gpl"))


def test_a_workbook_of_a_million_rows_and_columns_is_read_as_far_as_it_goes() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "sRGB"])
    sheet["A2"], sheet["B2"] = "x", "#ff0000"
    sheet["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    assert [s.name for s in formats.read(out.getvalue(), "a.xlsx").swatches] == ["x"]


# Names and encodings


@pytest.mark.parametrize(("name", "kept"), [
    ("红\u202e色", "红色"), ("a\0b\x1bc", "abc"), ("tab\tnew\nline", "tab new line"), ("lone \ud800 half", "lone half"), ("👩‍🎨", "👩‍🎨"),
    ("\u200b\u200b", ""), ("x" * 500, "x" * 200), ("\ue000\uffff", ""),
])  # fmt: skip
def test_names_are_made_fit_to_be_shown(name: str, kept: str) -> None:
    assert clean(name)[0] == kept


def test_names_are_changed_with_a_warning_and_doubles_are_counted() -> None:
    palette = formats.read("GIMP Palette\n1 2 3 a\u202eb\n4 5 6 ab\n".encode(), "a.gpl")
    assert [s.name for s in palette.swatches] == ["ab", "ab"]
    assert [m.line for m in palette.messages] == [2, None] and "more than one colour" in palette.messages[1].text


@pytest.mark.parametrize(("data", "encoding"), [
    ("月白 nm\n".encode(), "UTF-8"), ("\ufeff月白\n".encode(), "UTF-8"), ("月白\n".encode("utf-16"), "UTF-16"), ("nm 月\n".encode("utf-16-le"), "UTF-16"),
    ("月白，靛蓝\n".encode("gbk"), "GBK"), ("Weiß grün Käse\n".encode("cp1252"), "Windows-1252"),
])  # fmt: skip
def test_encodings_are_found_out(data: bytes, encoding: str) -> None:
    found = decode(data)
    assert found.encoding == encoding and not any("\ufffd" in line or "\ufeff" in line for line in found.lines)


def test_a_workbook_never_holds_a_formula_and_a_table_no_injection() -> None:
    palette = Palette("library", "p", (Swatch("=1+1", "spectrum", spectrum=CURVE), Swatch("'=x", "spectrum", spectrum=CURVE)))
    for name in ("xlsx", "csv"):
        written = formats.write(palette, formats.FORMATS[name])
        assert [s.name for s in formats.read(written.data, f"a.{name}").swatches] == ["=1+1", "'=x"]
        if name == "csv":
            assert written.data.decode("utf-8-sig").startswith("nm,'=1+1,''=x") and "apostrophe" in written.messages[0].text
        else:
            assert openpyxl.load_workbook(io.BytesIO(written.data)).active["A2"].data_type == "s"


def test_a_name_cannot_begin_a_section_of_a_qtx_file() -> None:
    hostile = Swatch("x, [STANDARD_DATA 9]", "spectrum", spectrum=CURVE)
    written = formats.write(Palette("library", "p", (hostile,)), formats.FORMATS["qtx"])
    assert [s.name for s in formats.read(written.data, "a.qtx").swatches] == ["x, [STANDARD_DATA 9]"]
