"""Files by their content: what is taken, what is not, and the name under which one is kept."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from frontdoor.services.file_types import TYPES, NotTaken, clean_name, type_of

PDF = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n%%EOF\n"


def packed(**files: str) -> bytes:
    """A zip file with these files in it."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def office(part: str, **more: str) -> bytes:
    """A document of today's Office."""
    return packed(**{"[Content_Types].xml": "<Types/>", part: "<x/>", **more})


def wide(text: str) -> bytes:
    """A text as it stands in an old Office document."""
    return text.encode("utf-16-le")


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
MAIL = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Ada\r\n\r\nShe is safe."

TAKEN = {
    "application/pdf": PDF,
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(100),
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100),
    "image/heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100),
    "text/plain": "She said: “no”.\r\nTwice, at the school’s gate.".encode(),
    "application/rtf": b"{\\rtf1\\ansi A note.}",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office(
        "word/document.xml"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xl/workbook.xml"),
    "application/vnd.oasis.opendocument.text": packed(
        mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<x/>"}
    ),
    "message/rfc822": MAIL.encode(),
    "application/vnd.ms-outlook": OLE + wide("__properties_version1.0"),
}

REFUSED = {
    "nothing": (b"", "is empty"),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "not taken"),
    "a web page": (b"<!DOCTYPE html><html><script>alert(1)</script>", "web page"),
    "a drawing that can run": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "web page"),
    "a drawing after a comment": (b"\xef\xbb\xbf  <!-- x --><svg/>", "web page"),
    "an archive": (packed(a="1", b="2"), "zip file"),
    "a broken archive": (b"PK\x03\x04 and then nothing", "broken"),
    "macros in today's form": (
        office("word/document.xml", **{"word/vbaProject.bin": "x"}),
        "macros",
    ),
    "an object in a document": (
        office("word/document.xml", **{"word/embeddings/oleObject1.bin": "x"}),
        "macros",
    ),
    "an old document": (OLE + wide("WordDocument"), "older Office"),
    "an old document with macros": (
        OLE + wide("__properties_version1.0") + wide("_VBA_PROJECT"),
        "macros",
    ),
    "an object in rich text": (b"{\\rtf1{\\object\\objdata 0105}}", "other files"),
    "a film": (b"\x00\x00\x00\x18ftypmp42" + bytes(100), "not taken"),
    "text with what no text has": (b"hello \x00\x01\x02 there", "not taken"),
}


@pytest.mark.parametrize("media_type", TYPES)
def test_what_people_are_sent_is_taken(media_type: str) -> None:
    """Each of the types that are taken is known by its content alone."""
    assert type_of(TAKEN[media_type]) == media_type


@pytest.mark.parametrize("what", REFUSED)
def test_what_could_do_harm_is_not(what: str) -> None:
    """Whatever runs, or hides what runs, is refused, with what to do instead."""
    content, says = REFUSED[what]
    with pytest.raises(NotTaken, match=says):
        type_of(content)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\evil.exe", "evil.pdf"),
        ("\u202egpj.exe", "gpj.pdf"),
        ("", "document.pdf"),
        ("..", "document.pdf"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x.pdf"),
        ("Brief über Zoë.docx", "Brief über Zoë.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_keep(sent: str, kept: str) -> None:
    """No folder, nothing that misleads, and the ending of what the file is."""
    assert clean_name(sent, "application/pdf") == kept
