"""The pages of four authorities with databases of their own, and a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from frontdoor.adapters.passwords import Argon2Passwords
from frontdoor.composition import Unusable, open_authority
from frontdoor.services.authority import Authority
from frontdoor.services.sign_in import add_user
from frontdoor.settings import Settings
from frontdoor.web.app import create_app

from .putting import put_on_record
from .taking import take

PASSWORD = "correct horse battery staple"
ADMINISTRATOR = "administrator"
VOID = {"input", "br", "meta", "link", "hr", "img"}
_NUMBERS = count()


@dataclass
class Element:
    """An element with what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def find(self, tag: str = "", **wanted: str) -> list[Element]:
        """Every element below with this tag and these attributes, in order."""
        return [
            one
            for one in self.below
            if tag in ("", one.tag) and all(one.attributes.get(k) == v for k, v in wanted.items())
        ]

    @cached_property
    def below(self) -> list[Element]:
        """Every element below, in order, once the page was read."""
        children = [child for child in self.inside if isinstance(child, Element)]
        return [one for child in children for one in (child, *child.below)]

    @property
    def text(self) -> str:
        """The text, blanks run together."""
        parts = [c if isinstance(c, str) else c.text for c in self.inside]
        return " ".join(" ".join(parts).split())

    @property
    def raw(self) -> str:
        """The text as it stands."""
        return "".join(c if isinstance(c, str) else c.raw for c in self.inside)


class Reader(HTMLParser):
    """Reads a page; tags that are left open or closed twice fail the test."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(html)
        assert self.open == [self.root], [one.tag for one in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), (tag, names)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, (self.open[-1], tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


class Browser:
    """Opens pages and sends forms as a browser without JavaScript does; checks every page."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.cookies: dict[str, str] = {}
        self.page = Element("", {})
        self.html = ""
        self.status = 0
        self.path = ""
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, **sent: Any) -> Response:
        """The answer to a request with this browser's own cookies."""
        self.client.cookies.clear()
        self.client.cookies.update(self.cookies)
        answer = self.client.request(method, path, **sent)
        self.cookies = {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}
        return answer

    def get(self, path: str) -> Element:
        """Open a page, and go where it leads."""
        return self.show(self.ask("GET", path, follow_redirects=True))

    def press(self, button: str, /, **typed: Any) -> Element:
        """Send the form with this button, other things typed; None takes a field out.

        Dots in names of fields are written as double underscores.
        """
        form, pressed = self._form_with(button)
        values = self.typed(form)
        for name, value in typed.items():
            values[name.replace("__", ".")] = value
        values[pressed.attributes.get("name", "")] = pressed.attributes.get("value", "")
        path = pressed.attributes.get("formaction", form.attributes["action"])
        path = path.partition("#")[0]
        if form.attributes["method"] == "get":
            return self.get(f"{path}?{urlencode(_pairs(values))}")
        return self.post(path, values)

    def post(self, path: str, values: dict[str, Any]) -> Element:
        """Send a form to a path."""
        return self.show(
            self.ask(
                "POST",
                path,
                content=urlencode(_pairs(values)),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                follow_redirects=True,
            )
        )

    def typed(self, form: Element) -> dict[str, Any]:
        """What a form holds now."""
        values: dict[str, Any] = {}
        for one in [*form.find("input"), *form.find("textarea"), *form.find("select")]:
            name, kind = one.attributes.get("name", ""), one.attributes.get("type", "")
            if kind in ("radio", "checkbox"):
                if "checked" in one.attributes:
                    value = one.attributes["value"]
                    values[name] = [*values.get(name, []), value] if kind == "checkbox" else value
            elif one.tag == "textarea":
                values[name] = one.raw.removeprefix("\n")
            elif one.tag == "select":
                options = one.find("option")
                chosen = [o for o in options if "selected" in o.attributes] or options[:1]
                values[name] = chosen[0].attributes.get("value", "")
            else:
                value = one.attributes.get("value", "")
                values[name] = [values[name], value] if name in values else value
        return values

    def form(self, button: str) -> dict[str, Any]:
        """What stands in the form with this button."""
        return self.typed(self._form_with(button)[0])

    def _form_with(self, button: str) -> tuple[Element, Element]:
        for form in self.page.find("form"):
            for one in form.find("button"):
                if one.text == button:
                    return form, one
        raise AssertionError(f"no button '{button}' on {self.page.text[:500]}")

    def show(self, answer: Response) -> Element:
        """Read an answer's page."""
        assert answer.status_code in (200, 400, 403, 404, 409, 422, 503), answer.text
        self.status = answer.status_code
        self.path = answer.url.path
        self.headers = dict(answer.headers)
        self.html = answer.text
        self.page = Reader(answer.text).root
        check(self.page)
        return self.page

    @property
    def mistakes(self) -> list[str]:
        """What the error summary says."""
        found = [e for e in self.page.find("div") if _has(e, "govuk-error-summary")]
        return [item.text for e in found for item in e.find("li")]


def _pairs(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Every field with each of its values, as a browser sends them."""
    return [
        (name, one)
        for name, value in values.items()
        if name and value is not None
        for one in (value if isinstance(value, list) else [value])
    ]


def _has(element: Element, name: str) -> bool:
    return name in element.attributes.get("class", "").split()


def check(page: Element) -> None:
    """What holds for every page: a title, one heading, labels, unique ids, nothing inline."""
    assert page.find("title")[0].text
    assert page.find("html")[0].attributes["lang"] == "en-GB"
    assert len(page.find("h1")) == 1
    assert page.find("h1")[0].text
    ids = [e.attributes["id"] for e in page.find() if "id" in e.attributes]
    known = set(ids)
    assert len(known) == len(ids), sorted(id for id in ids if ids.count(id) > 1)
    labelled = {label.attributes["for"] for label in page.find("label")}
    for one in [*page.find("input"), *page.find("textarea"), *page.find("select")]:
        if one.attributes.get("type") != "hidden":
            assert one.attributes["id"] in labelled, one.attributes
    for one in page.find():
        for reference in ("aria-describedby", "aria-labelledby", "for", "form"):
            for id in one.attributes.get(reference, "").split():
                assert id in known, (one.tag, reference, id)
        assert "style" not in one.attributes
        assert not [name for name in one.attributes if name.startswith("on")]
    for link in page.find("a"):
        href = link.attributes["href"]
        assert href.startswith(("/", "#", "?")), href
        if href.startswith("#"):
            assert href[1:] in known, href
    assert all(script.attributes.get("src") for script in page.find("script"))
    assert not page.find("style")


def with_users(authority: Authority | Unusable) -> Authority:
    """An authority with a user for each role, named like it, and passwords quick to check."""
    assert isinstance(authority, Authority), authority.why
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    authority.passwords = Argon2Passwords(hasher)
    for role in authority.book.roles.values():
        teams = frozenset(authority.book.destinations)
        add_user(authority, role.role, role.name, PASSWORD, frozenset({role.role}), teams)
    add_user(authority, ADMINISTRATOR, "Invented Admin", PASSWORD, frozenset(), administers=True)
    return authority


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the databases are."""
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def settings(folder: Path, var: Path) -> Settings:
    """Settings of a service on a machine of one's own, with an empty database each."""
    (folder / "cache").symlink_to(var / "cache")  # what was parsed before is not parsed again
    return Settings(
        authorities=("york", "leicester", "hertfordshire", "generic", "out-of-order"),
        database_url=f"sqlite:///{folder}/{{authority}}.sqlite",
        secure_cookies=False,
        var=folder,
        config=folder,
        largest_body=200_000,
    )


@pytest.fixture(scope="session")
def authorities(settings: Settings) -> Iterator[dict[str, Authority | Unusable]]:
    """Four authorities, and one that cannot be used."""
    opened: dict[str, Authority | Unusable] = {
        name: with_users(open_authority(settings, name))
        for name in ("york", "leicester", "hertfordshire", "generic")
    }
    opened["out-of-order"] = Unusable("out-of-order", "the secret reason")
    yield opened
    for one in opened.values():
        if isinstance(one, Authority):
            one.store.close()


@pytest.fixture(scope="session")
def app(settings: Settings, authorities: dict[str, Authority | Unusable]) -> Litestar:
    """The whole app."""
    return create_app(settings, authorities)


@pytest.fixture(scope="session")
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client of the app; errors of the app itself fail the test."""
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def visit(client: TestClient[Litestar]) -> Callable[..., Browser]:
    """Open a browser, signed in at an authority in a role if one is named."""

    def open_browser(authority: str = "", role: str = "") -> Browser:
        browser = Browser(client)
        if authority:
            browser.get(f"/{authority}/sign-in")
            browser.press("Sign in", user=role, password=PASSWORD)
            assert browser.path == f"/{authority}/", browser.mistakes
        return browser

    return open_browser


@pytest.fixture
def enquiry() -> dict[str, Any]:
    """A call about an invented child in moderate need, from a professional."""
    return {
        "channel": "telephone",
        "referrer__kind": "professional",
        "referrer__name": "Priya Example",
        "children__0__name": "Ada Example",
        "children__0__date_of_birth__day": "2",
        "children__0__date_of_birth__month": "11",
        "children__0__date_of_birth__year": "2019",
        "what_happened": "An invented story.",
        "facts__purpose": "concern",
        "facts__need": "moderate",
        "facts__protection_needed_now": "no",
    }


@pytest.fixture
def taken(
    visit: Callable[..., Browser],
    enquiry: dict[str, Any],
    authority: Callable[[str], Authority],
) -> Callable[..., Browser]:
    """Take a contact at York, and be on its page."""

    def take_one(**changed: Any) -> Browser:
        browser = visit("york", "advice_worker")
        take(browser, authority("york"), **{**enquiry, **changed})
        assert browser.status == 200, browser.mistakes
        assert browser.path.startswith("/york/contacts/"), browser.path
        return browser

    return take_one


@pytest.fixture
def authority(authorities: dict[str, Authority | Unusable]) -> Callable[[str], Authority]:
    """An authority by name."""

    def found(name: str) -> Authority:
        one = authorities[name]
        assert isinstance(one, Authority)
        return one

    return found


@pytest.fixture
def york(authority: Callable[[str], Authority]) -> Authority:
    """City of York."""
    return authority("york")


@pytest.fixture
def name() -> str:
    """A user name that nobody has."""
    return f"person{next(_NUMBERS)}"


@pytest.fixture
def admin(visit: Callable[..., Browser]) -> Browser:
    """The administrator of Generic, who has no role."""
    browser = visit()
    browser.get("/generic/sign-in")
    browser.press("Sign in", user=ADMINISTRATOR, password=PASSWORD)
    assert browser.path == "/generic/administration/people", browser.mistakes
    return browser


@pytest.fixture
def put(authority: Callable[[str], Authority]) -> Callable[..., str]:
    """Put a contact about a child on record at York; its id."""

    def made(*said: Any, **more: Any) -> str:
        return put_on_record(authority("york"), *said, **more)

    return made
