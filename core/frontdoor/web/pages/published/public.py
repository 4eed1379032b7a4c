"""Public pages: every procedure, and how procedures compare. They show no one's data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from frontdoor.web.pages.published.comparing import Download, compare_page, download_of
from frontdoor.web.pages.published.differing import (
    diff_aspect_page,
    diff_download,
    diff_page,
    diffs_page,
)
from frontdoor.web.pages.published.procedure import flowcharts_page, procedure_page, procedures_page
from frontdoor.web.pages.rendering import HERE, public_page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import At, Served, Serves
from frontdoor.web.volumes import Volumes, named, published, volumes_of


def out_of_service(served: Served) -> tuple[str, ...]:
    """The names of the others."""
    return tuple(name for name in served.authorities if not served.is_ready(name))


@get("/procedures", sync_to_thread=True)
def show_procedures(request: AnyRequest, served: Serves) -> Response[str]:
    """List every procedure that can be read."""
    html = procedures_page(published(served), HERE, out=out_of_service(served))
    return public_page(request, html)


@get("/procedures/{authority:str}", sync_to_thread=True)
def show_procedure(request: AnyRequest, at: At) -> Response[str]:
    """Show a whole procedure."""
    (volume,) = volumes_of([(at.name, at.practice)])
    return public_page(request, procedure_page(volume, HERE))


@get("/procedures/{authority:str}/flowcharts", sync_to_thread=True)
def show_flowcharts(request: AnyRequest, at: At) -> Response[str]:
    """Show a procedure's flowcharts."""
    (volume,) = volumes_of([(at.name, at.practice)])
    return public_page(request, flowcharts_page(volume, HERE))


@get("/compare", sync_to_thread=True)
def show_compared(request: AnyRequest, served: Serves) -> Response[str]:
    """Show procedures side by side: all, or `?authorities=`; `?differences=yes` what differs."""
    chosen, out = chosen_of(request, served)
    differences = request.query_params.get("differences") == "yes"
    every = published(served)
    html = compare_page(chosen, HERE, every=every, differences=differences, out=out)
    return public_page(request, html)


@get("/compare/{file:str}", sync_to_thread=True)
def download_table(request: AnyRequest, served: Serves, file: FromPath[str]) -> Response[bytes]:
    """Give a table as a file: `timescales.csv`, or `all.xlsx` for every one."""
    chosen, _ = chosen_of(request, served)
    return _file(file, lambda: download_of(chosen, file))


@get("/diff", sync_to_thread=True)
def show_pairs(request: AnyRequest, served: Serves) -> Response[str]:
    """Show which procedures can be compared, two at a time."""
    html = diffs_page(published(served), HERE, out=out_of_service(served))
    return public_page(request, html)


@get("/diff/{a:str}/{b:str}", sync_to_thread=True)
def show_difference(
    request: AnyRequest, served: Serves, a: FromPath[str], b: FromPath[str]
) -> Response[str] | Redirect:
    """Show in what two procedures differ; one with itself is the procedure alone."""
    both = named(served, a, b)
    if a == b:
        return Redirect(f"/procedures/{a}", status_code=303)
    return public_page(request, diff_page(*both, HERE))


@get("/diff/{a:str}/{b:str}/{aspect:str}", sync_to_thread=True)
def show_aspect(
    request: AnyRequest, served: Serves, a: FromPath[str], b: FromPath[str], aspect: FromPath[str]
) -> Response[str] | Response[bytes]:
    """Show for which contacts two procedures differ in an aspect: a page, or a file."""
    one, other = named(served, a, b)
    if "." in aspect:
        return _file(f"{a}-{b}-{aspect}", lambda: diff_download(one, other, aspect))
    try:
        return public_page(request, diff_aspect_page(one, other, aspect, HERE))
    except LookupError:
        raise Problem(404, "not-found", "There is nothing at this address.") from None


def _file(name: str, make: Callable[[], Download]) -> Response[bytes]:
    """A file to take away. Raises `Problem` where what makes it finds that there is none."""
    try:
        found = make()
    except LookupError:
        raise Problem(404, "not-found", "There is no such table, or not in such a form.") from None
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "public, max-age=60",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


def chosen_of(request: AnyRequest, served: Served) -> tuple[Volumes, tuple[str, ...]]:
    """The procedures named in `?authorities=`, all if none; and those out of service among them.

    Names may stand with commas between or be given each by itself. Raises `Problem` for one that
    no authority has.
    """
    given = request.query_params.getall("authorities", [])
    names = {name.strip() for one in given for name in one.split(",")} - {""}
    for name in sorted(names):
        if name not in served.authorities:
            raise Problem(404, "no-such-authority", f"No authority has the name “{name}” here.")
    every = published(served)
    out = tuple(name for name in out_of_service(served) if not names or name in names)
    return tuple(one for one in every if not names or one.name in names), out


HANDLERS: Final = (
    show_procedures,
    show_procedure,
    show_flowcharts,
    show_compared,
    download_table,
    show_pairs,
    show_difference,
    show_aspect,
)
