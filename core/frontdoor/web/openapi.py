"""The API's description: OpenAPI 3.1, put together from the routes, their policies and their types.

Litestar describes addresses and answers; bodies, query strings, headers and problems are added from
the same values that check them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import msgspec
from litestar import Litestar, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.routes import HTTPRoute
from pydantic import TypeAdapter

from frontdoor import __version__
from frontdoor.web.authentication import CSRF_HEADER
from frontdoor.web.policies import Policy, policy_of
from frontdoor.web.problems import MEDIA_TYPE, ProblemDetails

_REF: Final = "#/components/schemas/{model}"

PROBLEMS: Final = {
    400: "The request cannot be read.",
    401: "Nobody is signed in.",
    403: "Whoever asks may not do this.",
    404: "There is nothing here.",
    405: "This cannot be done here.",
    406: "The answer is JSON, and that is not accepted.",
    409: "It cannot be done now, or another change came first.",
    412: "Someone else changed the contact since it was read.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "Some fields are wrong: each is named by a JSON Pointer.",
    428: "The header If-Match is missing.",
    503: "The authority is out of service.",
}


@get("/api/openapi.json", sync_to_thread=True, include_in_schema=False)
def read_document() -> Response[dict[str, Any]]:
    """Describe the API."""
    return Response(document(), media_type="application/vnd.oai.openapi+json;version=3.1")


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The description of the API."""
    from frontdoor.web.api import HANDLERS
    from frontdoor.web.health import healthz, readyz
    from frontdoor.web.providers import DEPENDENCIES

    config = OpenAPIConfig(
        title="Front Door",
        version=__version__,
        description="Contacts about children, each authority under its own procedure.",
        use_handler_docstrings=True,
    )
    routes = Litestar(
        [healthz, readyz, *HANDLERS],
        dependencies=DEPENDENCIES,
        openapi_config=config,
        logging_config=None,
    )
    written: dict[str, Any] = routes.openapi_schema.to_schema()
    schemas = written["components"]["schemas"]
    schemas.update(_of_structs())
    for route in routes.routes:
        if isinstance(route, HTTPRoute) and route.path_format in written["paths"]:
            for method, (handler, _) in route.route_handler_map.items():
                operation = written["paths"][route.path_format].get(method.lower())
                if operation is not None:
                    policy = policy_of(method, route.path_format)
                    _complete(operation, handler.opt, policy, route.path_format, schemas)
    written["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-frontdoor-{authority}",
            "description": f"Changes need the header {CSRF_HEADER} besides. Where the service runs "
            "without https, the name is without `__Host-`.",
        },
    }
    return written


def _complete(
    operation: dict[str, Any],
    opt: dict[str, Any],
    policy: Policy,
    path: str,
    schemas: dict[str, Any],
) -> None:
    parameters = operation.setdefault("parameters", [])
    problems = {405, 406} if path.startswith("/api/") else {405}
    if "{authority}" in path or opt.get("at") == "authorities":
        problems |= {404, 503}
    if policy is not Policy.PUBLIC:
        operation["security"] = [{"token": []}, {"cookie": []}]
        problems |= {401}
    if policy is Policy.ROLE:
        problems |= {403}
    if "body" in opt:
        problems |= {400, 403, 413, 415, 422}
        schema = _of_model(opt["body"], schemas)
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    if path.endswith("/sessions"):
        problems |= {401}
    if "query" in opt:
        problems |= {422}
        parameters += _of_query(opt["query"])
    if "once" in opt:
        problems |= {409}
        parameters.append(
            _header(
                "Idempotency-Key",
                opt["once"] == "needed",
                "^[!#-~]{1,64}$",
                "Your own name for this request: sent again under it, it is done only once.",
            )
        )
    if "if_match" in opt:
        problems |= {412, 428}
        parameters.append(
            _header(
                "If-Match",
                True,
                '^"[0-9]{1,9}"$',
                "The ETag of the contact as you read it.",
            )
        )
    if policy is not Policy.PUBLIC and operation["operationId"].startswith(("Post", "Delete")):
        problems |= {403}
    _answers(operation["responses"], opt, problems)


def _header(name: str, required: bool, pattern: str, says: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": says,
        "schema": {"type": "string", "pattern": pattern},
    }


def _answers(responses: dict[str, Any], opt: dict[str, Any], problems: set[int]) -> None:
    responses.pop("400", None)  # Litestar's own form of it
    for code, answer in responses.items():
        answer.pop("headers", None)
        answer["description"] = {"204": "Done."}.get(code, "As asked.")
    etag = {"ETag": {"schema": {"type": "string"}, "description": "The contact's version."}}
    if opt.get("creates"):
        where = {"Location": {"schema": {"type": "string"}, "description": "The first contact."}}
        responses["200"] = {**responses["201"], "description": "Nothing is recorded; the advice."}
        responses["201"] = {**responses["201"], "headers": {**where, **etag}}
    elif opt.get("etag"):
        responses["200"]["headers"] = etag
    for status in sorted(problems):
        responses[str(status)] = {
            "description": PROBLEMS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemDetails")}}},
        }


def _of_structs() -> dict[str, Any]:
    template = _REF.format(model="{name}")
    _, found = msgspec.json.schema_components([ProblemDetails], ref_template=template)
    return dict(found)


def _of_model(kind: TypeAdapter[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A body's schema, its parts put among the components under names of their own."""
    schema = kind.json_schema(ref_template=_REF.format(model="Said{model}"))
    for name, part in schema.pop("$defs", {}).items():
        if "discriminator" in schema and "command" in part.get("properties", {}):
            part.setdefault("required", []).append("command")
        schemas[f"Said{name}"] = _closed(part)
    closed: dict[str, Any] = _closed(schema)
    return closed


def _closed(schema: Any) -> Any:
    """A map with keys of a pattern takes no others, which pydantic does not say."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if "patternProperties" in closed:
        closed["additionalProperties"] = False
    return closed


def _of_query(model: type[Any]) -> list[dict[str, Any]]:
    properties = TypeAdapter(model).json_schema()["properties"]
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in properties.items()
    ]
