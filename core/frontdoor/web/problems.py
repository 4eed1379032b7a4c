"""Errors as people and programs are told of them: problems after RFC 9457, one way for all.

Anything may raise a `Problem`, and whatever the use cases raise is turned into one here. Under
`/api/` it is answered as `application/problem+json`, elsewhere as a page.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from frontdoor.domain.permission import Refused
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.services.act_on_contact import NoSuchContact, Stale
from frontdoor.services.authority import Closed, NotAdministrator, NotAllowed
from frontdoor.services.drafts import NoSuchDraft
from frontdoor.services.ports import Conflict, Unavailable
from frontdoor.services.receipts import KeyReused
from frontdoor.services.restricted import Restricted
from frontdoor.services.sign_in import First, NoSuchUser, SignInRefused

log = logging.getLogger("frontdoor.web")

AnyRequest = Request[Any, Any, Any]

MEDIA_TYPE = "application/problem+json"
OUT_OF_SERVICE = "urn:frontdoor:problem:out-of-service"


class Detail(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong, or that stands in the way.

    `pointer` is a JSON Pointer to the field of the body, `parameter` the name of a header or of a
    part of the address; `instead` is the way forward; `code`, `rule` and `cites` come from the
    procedure where it is the procedure that refuses.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    instead: str = ""
    code: str = ""
    rule: str = ""
    cites: tuple[str, ...] = ()


class ProblemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong, as RFC 9457 has it: `type` names the kind of problem and stays the same."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: tuple[Detail, ...] = ()


class Problem(Exception):
    """An answer that is not what was asked for. Raise it anywhere in the web layer.

    `kind` is the last word of its `type`; `errors` has every single thing that is wrong.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str = "",
        errors: Sequence[Detail] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        super().__init__(kind)

    @property
    def title(self) -> str:
        """The kind of problem in a few words, the same each time."""
        return TITLES.get(self.kind) or HTTPStatus(self.status).phrase

    def details(self) -> ProblemDetails:
        """The problem as the API sends it."""
        return ProblemDetails(
            f"urn:frontdoor:problem:{self.kind}", self.title, self.status, self.detail, self.errors
        )


class NotSignedIn(Problem):
    """Whoever asks is not signed in here, or not any more."""

    def __init__(
        self,
        detail: str = "Sign in, or sign in again.",
        kind: str = "sign-in-needed",
        *,
        invalid: bool = False,
    ) -> None:
        challenge = 'Bearer realm="frontdoor"' + (', error="invalid_token"' if invalid else "")
        super().__init__(401, kind, detail, headers={"WWW-Authenticate": challenge})


class FirstNeeded(Problem):
    """Whoever asks has something to see to about their own account before anything else."""

    def __init__(self, first: First) -> None:
        self.first = first
        super().__init__(403, *_FIRST[first])


_FIRST: Mapping[First, tuple[str, str]] = {
    "password": (
        "password-change-needed",
        "Choose a password of your own on the page of your account, then sign in again.",
    ),
    "second_factor": (
        "second-factor-needed",
        "Set up a second factor on the page of your account, then sign in again.",
    ),
}


class RecordRestricted(Problem):
    """A record that has to be opened by saying why."""

    def __init__(self, restricted: Restricted) -> None:
        self.contact, self.reference = restricted.contact, restricted.reference
        super().__init__(
            403,
            "restricted",
            f"The record {restricted.reference} is restricted. Send the command `open_restricted` "
            "with your `reason`, and as If-Match the ETag of this answer; then read it again.",
            headers={"ETag": f'"{restricted.version}"'},
        )


TITLES = {
    "restricted": "This record is restricted",
    "sign-in-needed": "You are not signed in",
    "sign-in-refused": "Sign-in refused",
    "code-needed": "A code of your second factor is needed",
    "passwords-off": "There are no passwords here",
    "password-change-needed": "Choose a password of your own first",
    "second-factor-needed": "Set up a second factor first",
    "provider-down": "The other sign-in does not answer",
    "provider-refused": "The other sign-in could not be finished",
    "not-set-out": "This sign-in did not begin here",
    "not-known-here": "You are not known here yet",
    "no-role": "You have no role here",
    "not-administrator": "This is for administrators",
    "no-such-user": "There is no such person",
    "forged": "This did not come from our own pages",
    "role": "Your role does not allow this",
    "refused": "The procedure does not allow this now",
    "invalid": "Some of this cannot be used",
    "malformed": "This cannot be read",
    "not-found": "There is nothing here",
    "no-such-authority": "There is no such authority",
    "no-such-contact": "There is no such contact",
    "no-such-draft": "This is no longer here",
    "method-not-allowed": "This cannot be done here",
    "not-acceptable": "Only JSON can be given here",
    "not-json": "Only JSON is taken here",
    "too-large": "This is too large",
    "version-needed": "Say which version you read",
    "version-stale": "Someone else changed this contact",
    "key-needed": "An idempotency key is needed",
    "key-reused": "This idempotency key was used for something else",
    "conflict": "Another change came first",
    "out-of-service": "Out of service",
    "unexpected": "Something went wrong",
}

_BY_STATUS = {
    400: ("malformed", "The request cannot be read."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "See the header Allow for what can be done at this address."),
    413: ("too-large", "Send less at once."),
}


def refusal(refused: Refused) -> Problem:
    """A refusal with all its reasons: 422 if it is for form alone, 403 for a role, else 409."""
    codes = {reason.code for reason in refused.reasons}
    errors = [
        Detail(r.says, r.pointer or None, None, r.instead, r.code, r.rule, r.cites)
        for r in refused.reasons
    ]
    first = refused.reasons[0]
    detail = f"{first.says} {first.instead}".strip()
    if codes <= {"invalid", "unknown"}:
        return Problem(422, "invalid", detail, errors)
    if "role" in codes:
        return Problem(403, "role", detail, errors)
    return Problem(409, "refused", detail, errors)


def out_of_service(authority: str) -> Problem:
    """An authority that cannot be used now; why is for those who run the service, in the log."""
    return Problem(
        503,
        "out-of-service",
        f"{authority} is out of service. The others go on.",
        headers={"Retry-After": "60"},
    )


def problem_of(error: Exception, authority: str = "") -> Problem:
    """The problem that an exception stands for; what is unexpected is logged, not its message."""
    match error:
        case Problem():
            return error
        case NoSuchContact():
            return Problem(404, "no-such-contact", "No contact with this id is here.")
        case NoSuchDraft():
            return Problem(
                404,
                "no-such-draft",
                "It was recorded or thrown away, or nobody went on with it for too long.",
            )
        case Stale():
            return Problem(
                412,
                "version-stale",
                "Read the contact again, and see whether it still holds.",
                headers={"ETag": f'"{error.version}"'},
            )
        case Restricted():
            return RecordRestricted(error)
        case KeyReused():
            return Problem(422, "key-reused", "Use a new key for each new request.")
        case Conflict():
            return Problem(409, "conflict", "Try again.", headers={"Retry-After": "1"})
        case NotAllowed():
            return Problem(403, "no-role", "Ask whoever runs this service to give you a role.")
        case NotAdministrator():
            return Problem(403, "not-administrator", "Ask an administrator of your authority.")
        case NoSuchUser():
            return Problem(404, "no-such-user", "Nobody here signs in with this name.")
        case SignInRefused():
            return NotSignedIn(
                "The name and the password do not go together, or the code is wrong or was used, "
                "or too many attempts were made. Try again in 15 minutes.",
                "sign-in-refused",
            )
        case Unavailable():
            log.error("%s: the database does not answer", authority)
            return out_of_service(authority or "This authority")
        case PluginFault() | Closed() | MistakesFound():
            log.error("%s is out of service: %s", authority or "an authority", error)
            return out_of_service(authority or "This authority")
        case HTTPException() if error.status_code < 500:
            return _http_problem(error)
        case HTTPException() if "disconnect" in error.detail:
            return Problem(400, "malformed", "The request was broken off.")
        case _:
            log.error("unexpected error\n%s", _where(error))
            return Problem(500, "unexpected", "It was not your doing. Try again later.")


def _http_problem(error: HTTPException) -> Problem:
    status = error.status_code
    kind, detail = _BY_STATUS.get(status, (HTTPStatus(status).phrase.lower().replace(" ", "-"), ""))
    extra = error.extra if isinstance(error.extra, list) else []
    errors = [
        Detail(str(one.get("message", "")), parameter=str(one["key"]))
        for one in extra
        if isinstance(one, dict) and "key" in one
    ]
    headers = {key.title(): value for key, value in (error.headers or {}).items()}
    return Problem(status, kind, detail, errors, headers)


def _where(error: BaseException) -> str:
    """Types and places of an error and its causes; a message may hold what someone typed."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__qualname__)
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def answered_as_json(path: str) -> bool:
    """Whether errors at a path are for programs; those elsewhere are for people."""
    return path.startswith("/api/") or path in ("/api", "/healthz", "/readyz")


ErrorPage = Callable[[AnyRequest, Problem], Response[Any]]
"""Shows a problem to people: gives the page, or for `NotSignedIn` the way to sign in."""


def error_handler(page: ErrorPage) -> Callable[[AnyRequest, Exception], Response[Any]]:
    """The one handler of every exception; `page` answers what is outside the API."""

    def handle(request: AnyRequest, error: Exception) -> Response[Any]:
        path_params = request.scope.get("path_params") or {}
        name = str(path_params.get("authority", ""))
        if isinstance(error, PluginFault):
            request.app.state.served.break_off(name, error)
        problem = problem_of(error, name)
        if not answered_as_json(request.scope["path"]):
            return page(request, problem)
        return Response(
            problem.details(),
            status_code=problem.status,
            media_type=MEDIA_TYPE,
            headers=problem.headers,
        )

    return handle
