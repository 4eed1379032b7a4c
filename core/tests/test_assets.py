import io
import re
import runpy
import tarfile
from importlib.resources import files
from pathlib import Path

import pytest

VENDOR = Path(str(files("frontdoor") / "web" / "static" / "vendor"))
HOOK = runpy.run_path(str(Path(__file__).parents[1] / "build_assets.py"))


def test_every_picture_that_the_styles_ask_for_is_there() -> None:
    """Each address in a vendored style sheet leads to a file beside it."""
    sheets = list(VENDOR.rglob("*.css"))
    assert len(sheets) == len(HOOK["PACKAGES"])
    for sheet in sheets:
        for address in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            assert address.startswith("data:") or (sheet.parent / address).is_file(), address


def test_nothing_is_there_that_is_for_govuk_alone() -> None:
    """No font, crown or crest is vendored, and no style sheet names the GDS Transport font."""
    for path in VENDOR.rglob("*"):
        assert not re.search(r"woff|crown|crest|logo|govuk-icon|favicon", path.name), path
        if path.suffix == ".css":
            assert not re.search(r"GDS Transport|@font-face", path.read_text(encoding="utf-8"))


def test_a_package_that_is_not_the_pinned_one_is_refused() -> None:
    """An archive whose hash differs is named and not unpacked."""
    package = HOOK["PACKAGES"][0]
    with pytest.raises(RuntimeError, match=r"govuk-frontend@\S+ is not the package"):
        HOOK["verify"](b"another archive", package)


def test_only_what_is_named_is_taken_from_a_package(tmp_path: Path) -> None:
    """A font or a picture beside the styles stays in the archive; a style sheet is written ours."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name in ("govuk-frontend.min.css", "assets/fonts/a.woff2", "../../escape.css"):
            content = b"p{font-family:GDS Transport,arial,sans-serif}"
            member = tarfile.TarInfo(f"package/dist/govuk/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    HOOK["unpack"](archive.getvalue(), HOOK["PACKAGES"][0], tmp_path / "govuk-frontend")
    (made,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert made.name == "govuk-frontend.min.css"
    assert made.read_text() == "p{font-family:var(--frontdoor-font-family,arial,sans-serif)}"
