"""What a file is by its content, whatever its name says; and a name that is safe to keep.

What is taken stands in `TYPES`: what people at a front door are sent, and nothing that runs. It is
no virus scanner: a PDF or an e-mail may carry other files inside.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from io import BytesIO
from typing import Final

TYPES: Final = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "text/plain": "txt",
    "application/rtf": "rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "message/rfc822": "eml",
    "application/vnd.ms-outlook": "msg",
}
"""The media types that are taken, each with the ending that its files are given."""

TAKEN: Final = (
    "Attach a PDF, a picture (JPEG, PNG or HEIC), a Word (DOCX), Excel (XLSX), OpenDocument (ODT) "
    "or RTF document, plain text, or an email (EML or MSG)"
)

_LONGEST_NAME: Final = 100
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_ACTIVE: Final = re.compile(
    r"vbaProject|vbaData|macrosheets/|activeX/|embeddings/.*\.bin$|^(Basic|Scripts)/", re.IGNORECASE
)
"""Files within a document that run, or may."""
_MARKUP: Final = re.compile(
    r"\s*<(!--|\?xml|(!doctype|html|head|body|script|svg)\b)", re.IGNORECASE
)
_HEADERS: Final = re.compile(r"([A-Z][\w-]*:[^\n]*\n([ \t][^\n]*\n)*){2,}\n", re.IGNORECASE)
_OF_MAIL: Final = re.compile(r"^(From|Received|Return-Path|Message-ID|MIME-Version):", re.I | re.M)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")


class NotTaken(ValueError):
    """A file that is not taken; the message says what it is and what to do, without a stop."""


def type_of(content: bytes) -> str:
    """The media type of a file by its content, one of `TYPES`. Raises `NotTaken`."""
    if not content:
        raise NotTaken("The file is empty. Choose another")
    if content.startswith(_ZIP):
        return _in_container(content)
    if content.startswith(_OLE):
        return _in_compound(content)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic"
    looks = _looks(content)
    for media_type in ("application/pdf", "image/jpeg", "image/png"):
        if media_type in looks:
            return media_type
    if content.startswith(b"{\\rtf"):
        if re.search(rb"\\obj(data|ect|ocx)", content):
            raise NotTaken("It holds other files inside. Save it as PDF, and attach that")
        return "application/rtf"
    return _as_text(content, looks)


def _looks(content: bytes) -> dict[str, str]:
    """What a file looks like: media types with their names."""
    import puremagic

    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):  # it looks like nothing, or there is too little of it
        return {}
    return {one.mime_type: one.name for one in found if one.mime_type}


def _in_container(content: bytes) -> str:
    """A document that is a zip file inside, if it is one and nothing in it runs."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            names = container.namelist()
            first = container.infolist()[0]
            is_odt = first.filename == "mimetype" and first.file_size < 100
            kind = container.read(first) if is_odt else b""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, IndexError, RuntimeError, OSError) as error:
        raise NotTaken("It is broken, and cannot be opened. Save it again, or as PDF") from error
    if any(_ACTIVE.search(name) for name in names):
        says = "It holds macros or other files inside, which are not taken. Save it without them"
        raise NotTaken(f"{says}, or as PDF")
    if "[Content_Types].xml" in names:
        for part, ending in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
            if part in names:
                return next(media_type for media_type, one in TYPES.items() if one == ending)
    if kind.decode("ascii", "replace") in TYPES:
        return kind.decode("ascii")
    raise NotTaken(f"It is a zip file, or like one. Attach what is in it, one by one. {TAKEN}")


def _in_compound(content: bytes) -> str:
    """An e-mail of Outlook; documents of the old Office have the same form, and hide macros."""
    if _wide("_VBA_PROJECT") in content:
        raise NotTaken("It holds macros, which are not taken. Save it without them, or as PDF")
    if _wide("__properties_version1.0") in content:
        return "application/vnd.ms-outlook"
    raise NotTaken(
        "It is a document of an older Office, or one with a password. Save it without a password "
        "as DOCX, XLSX or PDF, and attach that"
    )


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _as_text(content: bytes, looks: dict[str, str]) -> str:
    text = _text(content)
    if text is None:
        name = next((f" ({one})" for one in looks.values()), "")
        raise NotTaken(f"It looks like a file that is not taken{name}. {TAKEN}")
    if _MARKUP.match(text):
        raise NotTaken("It is a web page or a drawing for one. Print it to PDF, and attach that")
    start = text.replace("\r\n", "\n")[:20_000]
    if _HEADERS.match(start) and _OF_MAIL.search(start.partition("\n\n")[0]):
        return "message/rfc822"
    return "text/plain"


def _text(content: bytes) -> str | None:
    """The text that a file is, or None where it is none."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def clean_name(name: str, media_type: str) -> str:
    """A file's name without folders or anything that misleads, with the ending of what it is."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    printed = "".join(c if c.isprintable() and c not in '<>:"|?*' else " " for c in name)
    stem = _ENDING.sub("", " ".join(printed.split()).strip(" ."))
    return f"{stem[:_LONGEST_NAME].strip(' .') or 'document'}.{TYPES[media_type]}"
