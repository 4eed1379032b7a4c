"""The settings of a deployment: environment over `config/frontdoor.yaml` over defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from frontdoor.procedure.explaining import explain
from frontdoor.procedure.mistakes import Expected, Mistake, MistakesFound, Place, did_you_mean
from frontdoor.procedure.source import Source, read_file

PREFIX = "FRONTDOOR_"
INSIDE = "__"
"""Stands in the name of a variable between a setting and what is inside it."""

SHORTEST_KEY = 32
_ADDRESS = re.compile(
    r"https://[^\s/?#]+(/[^\s?#]*[^\s/?#])?|http://(127\.0\.0\.1|localhost)(:\d+)?"
)

SecondFactor = Literal["optional", "required"]
CONFIG = Path("config")
"""The folder of the configuration, unless another is named."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


def _for_each(url: str) -> str:
    if "{authority}" not in url:
        raise Expected(
            "an address with {authority} in it, such as sqlite:///var/{authority}.sqlite",
            "Each authority has a database of its own; {authority} stands for its name.",
        )
    return url


RESERVED = frozenset(
    {"api", "compare", "diff", "healthz", "procedures", "readyz", "refer", "static"}
)
"""First words of the service's own addresses, which an authority cannot have for a name."""


def _no_address(names: tuple[str, ...]) -> tuple[str, ...]:
    taken = [name for name in names if name in RESERVED]
    if taken:
        raise Expected(
            "names that the service has no address of its own under",
            f"It keeps {', '.join(sorted(RESERVED))}. Give the authority another name.",
            f"'{taken[0]}'",
        )
    return names


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise Expected("each authority once", found=f"'{twice[0]}' a second time")
    return names


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return value


def _key(key: SecretStr) -> SecretStr:
    if len(key.get_secret_value()) < SHORTEST_KEY:
        raise Expected(
            f"a key of at least {SHORTEST_KEY} characters",
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
            "a shorter one",
        )
    return key


def _on_the_web(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise Expected("an address such as https://frontdoor.example.gov.uk, with no / at its end")
    return address


Address = Annotated[str, AfterValidator(_on_the_web)]


class OpenId(BaseModel):
    """An OpenID provider through which people sign in at an authority, such as Entra ID."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Address
    """Who it is; what there is to know of it stands under /.well-known/openid-configuration."""
    client_id: Annotated[str, StringConstraints(min_length=1)]
    """What it knows this service by."""
    client_secret: SecretStr
    """FRONTDOOR_SIGN_IN__<AUTHORITY>__OPENID__CLIENT_SECRET, so that it is in no file."""
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    """What stands on the button after "Sign in with"."""
    claim: Literal["sub", "oid"] = "sub"
    """What of its token says for good who someone is; for Entra ID `oid`, which its pages show."""


class SignIn(BaseModel):
    """How people sign in at one authority."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    second_factor: SecondFactor | None = None
    """What this authority asks for, where it is not what the whole deployment does."""
    passwords: bool = True
    """Whether people sign in with a password, or through the provider alone."""
    openid: OpenId | None = None


class Settings(BaseSettings):
    """What a deployment chooses. Each can be set as `FRONTDOOR_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=INSIDE, extra="forbid", frozen=True
    )

    authorities: Annotated[
        tuple[Name, ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(min_length=1),
        AfterValidator(_each_once),
        AfterValidator(_no_address),
    ]
    """The authorities that are switched on, in the order in which they are shown."""
    database_url: Annotated[str, AfterValidator(_for_each)] = "sqlite:///var/{authority}.sqlite"
    """Where each authority's database is; `{authority}` stands for its name."""
    var: Path = Path("var")
    """The folder for what the running service keeps beside its databases."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    secure_cookies: bool = True
    """Whether cookies are for https alone; turned off only on a machine of one's own."""
    session_idle_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    session_hours: Annotated[int, Field(ge=1, le=24)] = 12
    secret_key: Annotated[SecretStr, AfterValidator(_key)] | None = None
    """What second factors and tokens are sealed with; where none is given, one kept in `var`."""
    address: Address | None = None
    """Where people reach the service; only where an OpenID provider leads them back to it."""
    second_factor: SecondFactor = "optional"
    """Whether people who sign in with a password may have a second factor, or must."""
    sign_in: Annotated[dict[Name, SignIn], NoDecode] = {}
    """How people sign in at an authority, where it is not as everywhere."""
    largest_body: Annotated[int, Field(ge=10_000, le=50_000_000)] = 1_000_000
    """Bytes of a request's body; a larger one is refused before it is read."""
    largest_document: Annotated[int, Field(ge=10_000, le=50_000_000)] = 10_000_000
    """Bytes of a document that is attached to a contact."""
    most_documents: Annotated[int, Field(ge=10_000, le=1_000_000_000)] = 100_000_000
    """Bytes of all documents on one contact."""

    draft_days: Annotated[int, Field(ge=1, le=90)] = 30
    """Days after which a contact that was begun and not recorded is erased, unless gone on with."""
    referrer_draft_days: Annotated[int, Field(ge=1, le=30)] = 7
    """Days after which a form that a referrer saved and did not send is erased."""

    config: Annotated[Path, Field(exclude=True)] = CONFIG
    """The folder of the configuration, known before it is read."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before what the file says, which is given at construction."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @field_validator("sign_in")
    @classmethod
    def _fits(cls, sign_in: dict[str, SignIn], info: ValidationInfo) -> dict[str, SignIn]:
        for name, chosen in sign_in.items():
            if name not in info.data.get("authorities", sign_in):
                near = did_you_mean(name, info.data["authorities"])
                raise Expected("authorities that are switched on", near, f"'{name}'")
            if not chosen.passwords and chosen.openid is None:
                advice = "Else nobody could sign in."
                raise Expected("`openid:` where passwords are off", advice, f"none at {name}")
            if chosen.openid and info.data.get("address", "") is None:
                advice = "The provider leads people back to it."
                raise Expected("`address:` of this service beside it", advice, "`openid:`")
        return sign_in

    def sign_in_at(self, authority: str) -> SignIn:
        """How people sign in at an authority, with what holds for the whole deployment."""
        chosen = self.sign_in.get(authority) or SignIn()
        update = {"second_factor": chosen.second_factor or self.second_factor}
        return chosen.model_copy(update=update)

    def url_of(self, authority: str) -> str:
        """The database of an authority."""
        return self.database_url.replace("{authority}", authority)


def read_settings(config: Path | None = None, **changed: Any) -> Settings:
    """Read the settings of the deployment whose configuration is in `config`.

    The folder is `config` if given, else FRONTDOOR_CONFIG, else `config/` here. `changed` goes
    before everything else (what a command line says). Raises `MistakesFound` with everything that
    is wrong, by file, line and key, or by the name of the environment variable.
    """
    folder = config or Path(os.environ.get(PREFIX + "CONFIG") or CONFIG)
    source = read_file(folder / "frontdoor.yaml")
    if not isinstance(source.data, dict):
        raise MistakesFound([source.mistake((), "no map of settings", "`authorities:` at least")])
    known = [name for name in Settings.model_fields if name != "config"]
    mistakes = [
        _unknown(Place(f"environment variable {variable}"), "", variable, _variables(known))
        for variable in sorted(os.environ)
        if variable.startswith(PREFIX)
        and variable not in (*_variables(known), PREFIX + "CONFIG")
        and not variable.startswith(_variables(["sign_in"])[0] + INSIDE)
    ]
    if "config" in source.data:
        mistakes.append(_unknown(source.place(("config",)), "config", "config", known))
    try:
        settings = Settings(**{**source.data, "config": folder})
    except ValidationError as error:
        mistakes += [_mistake(source, problem) for problem in error.errors()]
    if mistakes:
        raise MistakesFound(mistakes)
    return settings.model_copy(update={"config": folder, **changed})


def _variables(names: Iterable[str]) -> list[str]:
    return [PREFIX + name.upper() for name in names]


def _unknown(place: Place, key: str, found: str, known: Iterable[str]) -> Mistake:
    return Mistake(place, key, f"an unknown key '{found}'", "a setting", did_you_mean(found, known))


def _mistake(source: Source, problem: Any) -> Mistake:
    found, expected, advice = explain(problem, Settings)
    loc = tuple(part for part in problem["loc"] if isinstance(part, str | int))
    inside = (INSIDE.join(map(str, loc[:depth])) for depth in range(len(loc), 0, -1))
    variable = next((one for one in _variables(inside) if one in os.environ), None)
    if variable:
        return Mistake(Place(f"environment variable {variable}"), "", found, expected, advice)
    return source.mistake(loc, found, expected, advice)
