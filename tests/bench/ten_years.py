"""Ten years of an authority's contacts in a database, written as rows: invented, and quick to make.

An average authority has some 20,000 contacts a year, of which one in 250 is open at a time.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

from frontdoor.composition import open_authority
from frontdoor.domain import commands as cmd
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User, Visit
from frontdoor.services.receipts import Receipt
from frontdoor.services.sign_in import add_user
from frontdoor.services.take_contact import take_contact
from frontdoor.settings import Settings

AUTHORITY = "york"
PASSWORD = "correct horse battery staple"
OPEN_ONE_IN = 250
MINE_ONE_IN = 20

_SYLLABLES = ("ba", "den", "fi", "gor", "hal", "ju", "kel", "lo", "mi", "nor", "pe", "ros", "ta")
FIRST = ["".join(two).capitalize() for two in product(_SYLLABLES, repeat=2)]
LAST = ["".join(three).capitalize() for three in product(_SYLLABLES, repeat=3)]
"""Invented names: some 170 first names and 2,200 last ones."""


class TenYears:
    """A database with so many contacts, the authority that it is of, and someone who works there.

    Every contact is like the first, which was taken: its id, child and times are its own. Chains of
    journals are not made anew, and closed contacts have no journal here.
    """

    def __init__(self, folder: Path, contacts: int) -> None:
        self.settings = Settings(
            authorities=(AUTHORITY,),
            database_url=f"sqlite:///{folder}/{contacts}-{{authority}}.sqlite",
            secure_cookies=False,
            var=folder,
            config=folder,
        )
        self.authority = self._opened()
        self.user = self._worker()
        self._take()
        self.authority.store.close()
        self.file = folder / f"{contacts}-{AUTHORITY}.sqlite"
        procedure = self.authority.practice.procedure
        final = next(stage for stage in self.authority.book.stages if procedure.is_final(stage))
        with closing(_quick(self.file)) as database:
            _fill(database, contacts, final)
        self.authority = self._opened()

    def _opened(self) -> Authority:
        found = open_authority(self.settings, AUTHORITY)
        if not isinstance(found, Authority):
            raise TypeError(found.why)
        return found

    def _worker(self) -> User:
        roles, teams = frozenset(self.authority.book.roles), self.authority.book.destinations
        add_user(self.authority, "anna", "Anna Example", PASSWORD, roles, frozenset(teams))
        with self.authority.store.visit(Visit("", "bench.user", now())) as records:
            user = records.user("anna")
        if user is None:
            raise LookupError("anna")
        return user

    def _take(self) -> None:
        call = cmd.Receive(
            referrer=cmd.ReferrerSaid(kind="professional", name="Priya Example"),
            children=(cmd.ChildSaid(name="Ada Example"),),
            adults=(cmd.AdultSaid(name="Jo Example", telephone="01632 960001"),),
            what_happened="An invented story of some length. " * 20,
            facts={"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
        )
        taken = take_contact(self.authority, self.user, call)
        if not isinstance(taken, Receipt):
            raise TypeError(taken)
        (one,) = taken.written
        for version in range(one.version, one.version + 5):
            said = cmd.AddInformation(text="An invented piece of information. " * 5)
            act_on_contact(self.authority, self.user, one.id, said, version)


def _quick(file: Path) -> sqlite3.Connection:
    """A connection that keeps nothing safe, for a database that is thrown away."""
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = 0", "cache_size = -500000"):
        database.execute(f"PRAGMA {pragma}")
    return database


def _fill(database: sqlite3.Connection, many: int, final: str) -> None:
    """Make the database's one contact into so many, within the database: that is quickest."""
    for table, names in (("first_name", FIRST), ("last_name", LAST)):
        database.execute(f"CREATE TEMP TABLE {table} (name TEXT)")
        database.executemany(f"INSERT INTO {table} VALUES (?)", [(name,) for name in names])
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('contact', 'mark')"
    ).fetchall()
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    (state,) = database.execute("SELECT state FROM contact").fetchone()
    # What is closed is not read here, only passed by: it goes without most of what it says.
    brief = json.dumps(
        {**json.loads(state), "what_happened": "", "information": [], "tasks": {}, "advice": None}
    )
    columns = [row[1] for row in database.execute("PRAGMA table_info(contact)")]
    values = {**{column: f"pattern.{column}" for column in columns}, **VALUES}
    database.execute(
        f"{MADE} INSERT INTO contact ({', '.join(values)}) SELECT {', '.join(values.values())} "
        "FROM made, (SELECT * FROM contact LIMIT 1) pattern",
        {"many": many, "final": final, "state": state, "brief": brief},
    )
    database.execute("INSERT INTO person SELECT person, '{}' FROM contact WHERE person LIKE 'p%-%'")
    for kind, word in WORDS.items():
        database.execute(
            f"INSERT INTO mark SELECT trim('{kind}'), {word} word, id FROM contact "
            "WHERE person LIKE 'p%-%' ORDER BY word, id ON CONFLICT DO NOTHING"
        )
    columns = [row[1] for row in database.execute("PRAGMA table_info(entry)")]
    ours = ", ".join("contact.id" if one == "contact" else f"entry.{one}" for one in columns)
    database.execute(
        f"INSERT INTO entry ({', '.join(columns)}) SELECT {ours} FROM contact, entry "
        "WHERE NOT contact.closed AND contact.person LIKE 'p%-%'"
    )
    for _, statement in indexes:
        database.execute(statement)
    database.execute("ANALYZE")


MADE = f"""
WITH RECURSIVE
    counted(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM counted WHERE number < :many - 1),
    made AS MATERIALIZED (
        SELECT number,
            printf('%08x', number) || lower(hex(randomblob(12))) id,
            number % {OPEN_ONE_IN} = 0 is_open,
            abs(random()) % (CASE WHEN number % {OPEN_ONE_IN} THEN 3652 ELSE 10 END * 86400) ago,
            abs(random()) % {len(FIRST)} + 1 first, abs(random()) % {len(LAST)} + 1 last
        FROM counted
    )
"""
"""Numbers, with what is random about the contact that is made of each."""

_AGO = "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', (-ago) || ' seconds'"

VALUES = {
    "id": "made.id",
    "reference": "printf('%04X-%04X', number / 65536, number % 65536)",
    "stage": "iif(is_open, pattern.stage, :final)",
    "closed": "NOT is_open",
    "received": f"{_AGO})",
    "moved": f"{_AGO})",
    "due_by": f"iif(is_open, {_AGO}, '+9 days'), '9999-01-01 00:00:00.000000')",
    "next_task": "iif(is_open, pattern.next_task, '')",
    "assigned_to": f"iif(number % {OPEN_ONE_IN * MINE_ONE_IN} = 0, 'anna', NULL)",
    "child": "(SELECT name FROM first_name WHERE rowid = first) || ' ' || "
    "(SELECT name FROM last_name WHERE rowid = last)",
    "born": "date('1998-01-01', (abs(random()) % 10000) || ' days')",
    "person": "'p-' || made.id",
    "state": "replace(iif(is_open, :state, :brief), pattern.id, made.id)",
}
"""What each contact has of its own; in all else it is like the one that was taken."""

WORDS = {
    "child": "lower(substr(child, 1, instr(child, ' ') - 1))",
    "child ": "lower(substr(child, instr(child, ' ') + 1))",
    "born": "born",
}
"""What they are found by."""
