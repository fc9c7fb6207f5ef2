"""What stands between a stranger's bytes and a reader: sizes, archives and markup are checked before anything is built from them."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from cmf_db.exchange.collect import clean
from cmf_db.exchange.palette import LARGEST_FILE, ExchangeError

MOST_MEMBERS = 1000             # files in an archive
MOST_UNPACKED = 2 * LARGEST_FILE
MOST_ELEMENTS = 500_000
LONGEST_ATTRIBUTE = 100_000     # characters
DEEPEST = 64                    # nested elements
# Encodings that expat does not know and that colour files of Asian and Eastern European programs declare.
MULTIBYTE = ("gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1250", "windows-1251", "windows-1252")
DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]*?\?>")


def read_path(path: Path) -> bytes:
    """The bytes of a file that is not too large; its size is asked before it is read. Raises ExchangeError."""
    try:
        with path.open("rb") as file:
            check_size(os.fstat(file.fileno()).st_size, path.name)
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ExchangeError(f"{clean(path.name)[0]} cannot be read: {error.strerror}") from None
    check_size(len(data), path.name)
    return data


def check_size(size: int, file_name: str) -> None:
    name = clean(file_name)[0] or "the file"
    if size > LARGEST_FILE:
        raise ExchangeError(f"{name} holds {size / 2**20:.0f} MB: a colour file is at most {LARGEST_FILE >> 20} MB", byte=LARGEST_FILE)
    if size == 0:
        raise ExchangeError(f"{name} is empty", byte=0)


class Archive:
    """A zip file whose members are few, plainly named and small when unpacked. Raises ExchangeError for any other."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise ExchangeError(f"the archive is broken ({error}): ask for the file again", byte=0) from None
        if len(members) > MOST_MEMBERS:
            raise ExchangeError(f"the archive holds {len(members)} files; a palette needs a handful", byte=0)
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise ExchangeError(f"the archive would unpack to more than {MOST_UNPACKED >> 20} MB, so it is not opened", byte=0)
        for member in members:
            _plain(member)
        if len({member.filename for member in members}) != len(members):
            raise ExchangeError("the archive holds two files of one name", byte=0)
        self._left = MOST_UNPACKED

    @property
    def names(self) -> list[str]:
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """One member. What it really unpacks to counts, not what it declares."""
        try:
            with self._zip.open(name) as file:
                data = file.read(self._left + 1)
        except KeyError:
            raise ExchangeError(f"the archive holds no {name}", byte=0) from None
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
            raise ExchangeError(f"{name} in the archive is broken ({error})", byte=_offset(self._zip, name)) from None
        self._left -= len(data)
        if self._left < 0:
            raise ExchangeError(f"the archive unpacks to more than {MOST_UNPACKED >> 20} MB, so reading it was stopped", byte=0)
        return data

    def check_all(self) -> None:
        """Unpack every member once, for readers that open the archive by themselves."""
        for name in self.names:
            self.read(name)
        self._left = MOST_UNPACKED


def _plain(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if name.startswith(("/", "\\")) or "\\" in name or "\0" in name or ":" in name or ".." in name.split("/"):
        raise ExchangeError(f"the archive holds a file named {name!r}, which points outside of it", byte=member.header_offset)
    if member.flag_bits & 1:
        raise ExchangeError(f"{name} in the archive is locked by a password", byte=member.header_offset)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ExchangeError(f"{name} in the archive is compressed in a way that colour files do not use", byte=member.header_offset)


def _offset(archive: zipfile.ZipFile, name: str) -> int:
    return archive.getinfo(name).header_offset


@dataclass(slots=True)
class Node:
    """An element: namespace and local name, attributes by local name, text, children, the line of its start tag."""

    space: str
    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def within(self, *path: str) -> list[Node]:
        """The elements at the end of a path of names."""
        found = [self]
        for tag in path:
            found = [child for node in found for child in node.children if child.tag == tag]
        return found

    def all(self, tag: str) -> list[Node]:
        """Every element of this name below, in document order."""
        found, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            if node.tag == tag and node is not self:
                found.append(node)
            waiting.extend(reversed(node.children))
        return found


def parse_xml(data: bytes) -> Node:
    """The root of a document without a document type, entities or absurd depth. Raises ExchangeError with the line."""
    handler = _Builder()
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    try:
        parser.feed(as_utf8(data))
        parser.close()
    except DefusedXmlException:
        raise ExchangeError("the file declares a document type or entities, which no colour file needs", line=handler.line) from None
    except SAXParseException as error:
        raise ExchangeError(f"the markup is broken: {error.getMessage()}", line=error.getLineNumber()) from None
    except (SAXException, ValueError, LookupError) as error:
        raise ExchangeError(f"the markup is broken: {error}", line=handler.line) from None
    if handler.root is None:
        raise ExchangeError("the markup is broken: there is no element", line=1)
    return handler.root


def as_utf8(data: bytes) -> bytes:
    """Markup that declares an encoding which the parser does not know, as UTF-8 without the declaration."""
    declared = DECLARED.match(data[:400])
    if declared is None or declared.group(1).decode().lower() not in MULTIBYTE:
        return data
    encoding = declared.group(1).decode().lower()
    try:
        text = data[declared.end():].decode("gb18030" if encoding.startswith("gb") else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, declared.end() + error.start) + 1
        raise ExchangeError(f"the file says that it is written in {encoding} but is not", line=line) from None
    return b"\n" * data.count(b"\n", 0, declared.end()) + text.encode()


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Node | None = None
        self._open: list[Node] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self._locator: Locator | None = None

    @property
    def line(self) -> int:
        return (self._locator.getLineNumber() or 1) if self._locator else 1

    def setDocumentLocator(self, locator: Locator) -> None:
        self._locator = locator

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise SAXException("too many or too deeply nested elements")
        if any(len(value) > LONGEST_ATTRIBUTE for value in attrs.values()):
            raise SAXException("an attribute is absurdly long")
        node = Node(name[0] or "", name[1], {key[1]: value for key, value in attrs.items()}, self.line)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._texts.append([])

    def characters(self, content: str) -> None:
        self._texts[-1].append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._open.pop().text = "".join(self._texts.pop()).strip()
