"""The composition root: puts procedures, plugins, settings and databases together.

Nothing else in the product makes a database, a calendar or a plugin manager.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from frontdoor.domain.practice import Derive, Practice, clock_settings
from frontdoor.layers import BASE, Composed, compose, overrides_of
from frontdoor.plugins import PluginFault, Plugins
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.proofs import Finding, prove
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.running import Procedure
from frontdoor.procedure.source import Source, read_text
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import LayerText, Records, Visit
from frontdoor.services.sign_in_ports import Provider
from frontdoor.settings import OpenId, Settings

SLOTS = Path(__file__).parent / "compare" / "side_by_side"


@dataclass(frozen=True)
class Unusable:
    """An authority that is switched on but cannot be used, and why."""

    name: str
    why: str
    mistakes: tuple[Mistake, ...] = ()


class DoesNotHold(Exception):
    """A procedure that does not hold for every possible contact; `findings` say what is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in findings))


def practice(book: Rulebook, plugins: Plugins | None = None, *, older: bool = False) -> Practice:
    """A rulebook in practice, with the calendar and its plugins' derived facts.

    `older` says that the rulebook may be older than the plugins, and need not know all that they
    derive. Raises `MistakesFound` for settings that cannot be used.
    """
    settings, opens, closes = clock_settings(book)
    declared = {fact.fact: fact.values for fact in book.facts.values() if fact.derived}
    derive: tuple[Derive, ...] = ()
    if plugins and plugins.derive:
        derive = (partial(plugins.derived_facts, declared=declared, older=older),)
    return Practice(
        procedure=Procedure(book),
        calendar=_calendar(),
        clocks=settings,
        opens=opens,
        closes=closes,
        derive=derive,
    )


def findings_of(book: Rulebook) -> list[Finding]:
    """Everything for which a procedure cannot be put to work; empty where nothing is wrong."""
    from frontdoor.compare.side_by_side.slots import unanswered

    return [*prove(book), *unanswered(book)]


def sound_practice(
    book: Rulebook, plugins: Plugins, cache: Path, *, older: bool = False
) -> Practice:
    """The same, of a rulebook that was proved. Raises `DoesNotHold`, or `MistakesFound`.

    That it holds is remembered in `cache`, by its digest and that of what proves it.
    """
    holds = cache / f"{book.digest}.{_prover()}.holds"
    if not holds.exists():
        findings = prove(book) if older else findings_of(book)
        if findings:
            raise DoesNotHold(findings)
        with suppress(OSError):  # where nothing can be kept, it is proved again
            cache.mkdir(parents=True, exist_ok=True)
            holds.touch(mode=0o600)
    return practice(book, plugins, older=older)


@lru_cache(maxsize=1)
def _prover() -> str:
    """A digest of all that reads, puts together and proves procedures."""
    code = hashlib.sha256()
    for file in sorted((*BASE.parent.glob("*.py"), *SLOTS.rglob("*.py"))):
        code.update(file.read_bytes())
    return code.hexdigest()[:16]


@lru_cache(maxsize=1)
def _calendar():  # type: ignore[no-untyped-def]  # the adapter's own type, imported when needed
    from frontdoor.adapters.bank_holidays import england_and_wales

    return england_and_wales()


def _layers_of_texts(texts: Sequence[LayerText], cache: Path | None) -> tuple[Layer, ...]:
    def source(text: str, file: str) -> Source:
        return read_text(text, file, cache=cache)

    return tuple(
        Layer(
            text.name,
            source(text.procedure, text.file),
            source(text.clauses, text.clauses_file) if text.clauses and text.clauses_file else None,
        )
        for text in texts
    )


def book_of_texts(texts: Sequence[LayerText], cache: Path | None = None) -> Rulebook:
    """The rulebook of an edition that was kept as text. Raises `MistakesFound`."""
    return load(_layers_of_texts(texts, cache))


def practice_of_texts(
    texts: Sequence[LayerText], plugins: Plugins, cache: Path | None = None
) -> Practice:
    """The practice of an edition that was kept as text; `cache` as for `compose`."""
    return practice(book_of_texts(texts, cache), plugins, older=True)


@dataclass(frozen=True)
class _InForce:
    practice: Practice
    layers: tuple[LayerText, ...]
    plugins: Plugins
    warnings: tuple[str, ...] = ()


def _in_force(settings: Settings, name: str) -> _InForce:
    """The procedure with the council's overrides; where those are wrong, the last that was good."""
    cache = settings.var / "cache"
    try:
        composed = compose(name, settings.config, cache)
        sound = sound_practice(composed.rulebook(), composed.plugins, cache)
        return _InForce(sound, composed.texts, composed.plugins)
    except (MistakesFound, DoesNotHold) as wrong:
        overrides = overrides_of(name, settings.config)
        if overrides is None:
            raise
        composed = compose(name, settings.config, cache, overridden=False)
        sound_practice(
            composed.rulebook(), composed.plugins, cache
        )  # else not the overrides' fault
        layers = _last_good(settings, name)
        if layers is None:
            raise
        stays = (
            f"{overrides} cannot be used. The last good edition of the procedure stays in force "
            "until that file is mended and the service started again."
        )
        warnings = (stays, *str(wrong).splitlines())
    kept = sound_practice(book_of_texts(layers, cache), composed.plugins, cache, older=True)
    return _InForce(kept, layers, composed.plugins, warnings)


def _last_good(settings: Settings, name: str) -> tuple[LayerText, ...] | None:
    with _reading(settings, name) as records:
        return records.latest_edition()


@contextmanager
def _reading(settings: Settings, name: str) -> Iterator[Records]:
    """The records of an authority that is not open, to look up its editions."""
    from frontdoor.adapters.migrate import upgrade
    from frontdoor.adapters.store import SqlStore

    upgrade(settings.url_of(name))
    store = SqlStore(settings.url_of(name), lambda _: False)
    try:
        with store.visit(Visit("", "authority.open", now())) as records:
            yield records
    finally:
        store.close()


def kept_editions(settings: Settings, name: str) -> list[tuple[str, datetime]]:
    """The editions that were in force at an authority: digest and since when, the latest first.

    Raises `PluginFault` where its database cannot be used.
    """
    try:
        with _reading(settings, name) as records:
            return records.editions()
    except _database_errors() as error:
        raise PluginFault(_why(settings, name, error)) from error


def compose_edition(settings: Settings, name: str, digest: str) -> Composed:
    """The procedure as it was in an edition, by the beginning of its digest.

    Raises `PluginFault` where there is none, or several.
    """
    found = [one for one, _ in kept_editions(settings, name) if one.startswith(digest)]
    if len(found) != 1:
        which = "Several editions of it begin" if found else "No edition of it begins"
        raise PluginFault(
            f"{which} with '{digest}'. List them with `frontdoor editions {name}`; there is one "
            "from the first time that the authority was served."
        )
    with _reading(settings, name) as records:
        texts = records.edition(found[0]) or ()
    cache = settings.var / "cache"
    return Composed(name, _layers_of_texts(texts, cache), Plugins())


def open_authority(settings: Settings, name: str) -> Authority | Unusable:
    """One authority, ready to be worked with, its database brought up to date; or why it is not."""
    try:
        return _open(settings, name, _in_force(settings, name))
    except MistakesFound as found:
        return Unusable(name, str(found), found.mistakes)
    except (PluginFault, DoesNotHold) as fault:
        return Unusable(name, str(fault))
    except _database_errors() as error:
        return Unusable(name, _why(settings, name, error))


def open_composed(settings: Settings, composed: Composed) -> Authority:
    """An authority that was put together already, whether or not its procedure holds.

    Raises `MistakesFound` or `PluginFault`.
    """
    as_it_is = practice(composed.rulebook(), composed.plugins)
    in_force = _InForce(as_it_is, composed.texts, composed.plugins)
    return _open(settings, as_it_is.book.authority, in_force)


def _open(settings: Settings, name: str, in_force: _InForce) -> Authority:
    from frontdoor.adapters.migrate import upgrade
    from frontdoor.adapters.passwords import Argon2Passwords
    from frontdoor.adapters.seals import KeySeals
    from frontdoor.adapters.store import SqlStore

    book = in_force.practice.book
    upgrade(settings.url_of(name))
    authority = Authority(
        name=name,
        practice=in_force.practice,
        layers=in_force.layers,
        work_lists=in_force.plugins.work_lists(book),
        store=SqlStore(settings.url_of(name), in_force.practice.procedure.is_final),
        passwords=Argon2Passwords(),
        seals=KeySeals(partial(_key, settings)),
        provider=_provider(settings.sign_in_at(name).openid),
        practice_of_layers=partial(
            practice_of_texts, plugins=in_force.plugins, cache=settings.var / "cache"
        ),
        warnings=in_force.warnings,
        plugins=in_force.plugins.loaded(),
        drafts_kept=timedelta(days=settings.draft_days),
        referrals_kept=timedelta(days=settings.referrer_draft_days),
    )
    authority.open()
    return authority


def _key(settings: Settings) -> str:
    from frontdoor.adapters.seals import kept_key

    given = settings.secret_key
    return given.get_secret_value() if given else kept_key(settings.var / "secret.key")


def _provider(chosen: OpenId | None) -> Provider | None:
    from frontdoor.adapters.openid import OpenIdProvider

    return OpenIdProvider(chosen) if chosen else None


def open_authorities(settings: Settings) -> dict[str, Authority | Unusable]:
    """Every authority that is switched on, by name; one that fails keeps no other back."""
    return {name: open_authority(settings, name) for name in settings.authorities}


def upgrade_database(settings: Settings, authority: str) -> str | None:
    """Bring an authority's database up to date; what went wrong, or None."""
    from frontdoor.adapters.migrate import upgrade

    try:
        upgrade(settings.url_of(authority))
    except _database_errors() as error:
        return _why(settings, authority, error)
    return None


def _database_errors() -> tuple[type[Exception], ...]:
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from frontdoor.adapters.database import UnsafeDatabase

    # ImportError: what a URL's driver is missing from the installation.
    return SQLAlchemyError, CommandError, UnsafeDatabase, OSError, ImportError


def _why(settings: Settings, authority: str, error: Exception) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        where = make_url(settings.url_of(authority)).render_as_string(hide_password=True)
    except ArgumentError:
        where = "see database_url"
    # The driver's own words; SQLAlchemy adds statements, and may add what was in them.
    return f"The database ({where}) cannot be used: {getattr(error, 'orig', None) or error}"
