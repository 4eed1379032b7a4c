"""Try what a file of overrides would do, before it is put in the folder of the configuration."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post

from frontdoor.previewing import SECONDS, Asked, Busy, Preview, preview
from frontdoor.procedure.source import LARGEST
from frontdoor.services.administering.health import note_preview
from frontdoor.services.authority import Authority
from frontdoor.settings import Settings
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At, Serves


@get("/administration/preview", sync_to_thread=True)
def show_preview(request: AnyRequest, at: At, served: Serves) -> Response[str]:
    """Ask for the text of a file of overrides."""
    return _page(request, at, served.settings, Form(), None)


@post("/administration/preview", sync_to_thread=True, status_code=200)
def try_overrides(
    request: AnyRequest, at: At, asks: Asks, served: Serves, form: Filled
) -> Response[str]:
    """Say what is wrong with the text, what it would change and break; nothing of it is kept."""
    _take_file(form)
    text = form.value("overrides")
    if form.value("go") != "try":
        return _page(request, at, served.settings, form, None)
    if not form.wrong and not text.strip():
        form.add("overrides", "Paste the text of the file, or choose the file")
    if len(text.encode()) > LARGEST:
        form.add("overrides", "The text must be 1 MB or less")
    if form.wrong:
        return _page(request, at, served.settings, form, None, 422)
    note_preview(at, asks.user)
    asked = Asked(
        at.name, tuple(at.layers), text, f"{at.name}.yaml", str(served.settings.var / "cache")
    )
    try:
        found = preview(asked)
    except Busy:
        form.add("", "Someone else tries overrides at this moment. Try again in a minute")
        return _page(request, at, served.settings, form, None, 422)
    return _page(request, at, served.settings, form, found)


def _take_file(form: Form) -> None:
    """What a file holds goes into the field, so that it can be mended and tried again."""
    sent = form.files.get("file")
    if sent is None:
        return
    try:
        form.put("overrides", sent.content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = sent.content[: error.start].count(b"\n") + 1
        form.add("file", f"The file must be text in UTF-8; line {line} is not")


def _page(
    request: AnyRequest,
    at: Authority,
    settings: Settings,
    form: Form,
    found: Preview | None,
    status: int = 200,
) -> Response[str]:
    return page(
        request,
        "administering/preview",
        status,
        menu="/administration",
        form=form,
        found=found,
        file=settings.config / f"{at.name}.yaml",
        seconds=SECONDS,
    )


HANDLERS: Final = (show_preview, try_overrides)
