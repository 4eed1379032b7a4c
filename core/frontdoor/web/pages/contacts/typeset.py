"""Sets one letter: its text as JSON on standard input, PDF/UA-1 on standard output.

A script, started with an empty folder, which is all that the typesetter can read. The text is data
to the template, never markup, so nothing in it is run; there are no packages and no network, and
the fonts are those that come with typst.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def set_letter(said: str, folder: Path) -> bytes:
    """The PDF of a letter said as JSON; the template is put into the empty `folder`."""
    import typst

    template = Path(shutil.copy(Path(__file__).with_name("letter.typ"), folder))
    return typst.compile(
        template,
        root=folder,
        font_paths=[],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"letter": said},
        pdf_standards=["ua-1"],
        package_path=folder,
        package_cache_path=folder,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(set_letter(sys.stdin.read(), Path(sys.argv[1])))
