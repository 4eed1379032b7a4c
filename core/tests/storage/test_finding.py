"""Contacts are found by what they say of child and household, for as long as they say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from frontdoor.adapters.store import SqlStore
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.domain.likeness import Kind, Mark
from frontdoor.services.ports import Query, Visit

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]

BORN = "2019-08-07"
HOUSEHOLD = [{"name": "Jo Placeholder", "telephone": "+44 1632 960 001", "address": "1 Sample Way"}]


def found(store: SqlStore, visit: Visiting, *groups: set[tuple[Kind, str]]) -> list[str]:
    """The ids of the contacts that have a mark of each group."""
    marks = [{Mark(kind, word) for kind, word in group} for group in groups]
    with store.visit(visit()) as records:
        return [known.id for known in records.found_by(*marks, limit=10)]


def test_contacts_are_found_by_each_of_their_marks(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """By each word of a name, date of birth, numbers and addresses; the latest received first."""
    child = {"name": "Zoë O'Sample", "date_of_birth": BORN, "nhs_number": "999 000 0018"}
    write(
        begin("a", child=child, adults=HOUSEHOLD),
        begin("b", name="Zoe Placeholder", happened=NOW + timedelta(hours=1)),
    )
    assert found(store, visit, {("child", "zoe")}) == ["b", "a"]
    assert found(store, visit, {("child", "zoe")}, {("child", "sample"), ("child", "x")}) == ["a"]
    assert found(store, visit, {("child", "zoe")}, {("born", BORN)}) == ["a"]
    assert found(store, visit, {("nhs", "9990000018"), ("child", "nobody")}) == ["a"]
    assert found(store, visit, {("adult", "placeholder")}) == ["a"]
    assert found(store, visit, {("telephone", "01632960001")}) == ["a"]
    assert found(store, visit, {("address", "1 sample way")}) == ["a"]
    assert found(store, visit, {("child", "jo")}) == []
    assert found(store, visit, set(), {("child", "zoe")}) == []
    with store.visit(visit()) as records:
        assert records.names("child") == ["o", "placeholder", "sample", "zoe"]
        assert records.names("adult") == ["jo", "placeholder"]
        assert [known.id for known in records.found_as("REF-A")] == ["a"]
        assert records.found_as("REF-C") == []


def test_a_referrer_leaves_no_mark(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """Whoever called is found by nothing: some may not be named."""
    referrer = {"kind": "public", "name": "Quirin Sample", "telephone": "01632 960002"}
    write(begin("a", referrer=referrer))
    assert found(store, visit, {("adult", "quirin"), ("child", "quirin")}) == []
    assert found(store, visit, {("telephone", "01632960002")}) == []


def test_a_corrected_name_is_found_and_the_wrong_one_no_longer(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """What is corrected is found as it now is, whether or not it was read in the same visit."""
    contact = write(begin("a", name="Zoe Sample"))["a"]
    corrected = follow(contact, "amended", said={"child": {"name": "Zora Sample"}})
    contact = write(corrected)["a"]
    assert found(store, visit, {("child", "zoe")}) == []
    assert found(store, visit, {("child", "zora")}) == ["a"]
    with store.visit(visit()) as records:
        before = records.locked(["a"])
    contact = write(follow(before["a"], "amended", said={"adults": HOUSEHOLD}))["a"]
    assert found(store, visit, {("adult", "jo")}) == ["a"]
    assert found(store, visit, {("child", "zora")}) == ["a"]


def test_a_deleted_contact_is_found_by_nothing(
    store: SqlStore,
    write: Write,
    begin: Make,
    follow: Make,
    visit: Visiting,
    sql: Callable[..., list[Any]],
) -> None:
    """Of a deleted duplicate no mark is left, and none of its reference either."""
    contact = write(begin("a", adults=HOUSEHOLD))["a"]
    write(follow(contact, "deleted", said={"survivor": "b"}))
    assert sql("SELECT * FROM mark") == []
    with store.visit(visit()) as records:
        assert records.found_as("REF-A") == []


def test_restricted_records_are_not_listed_by_name_and_say_that_they_are_shut(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A list by name leaves them out; what is found says whether whoever asks may see it."""
    contact = write(begin("a", name="Zoe Sample"))["a"]
    write(follow(contact, "restricted", said={"reason": "Invented.", "text": "Invented."}))
    with store.visit(visit(user="ben.example")) as records:
        assert records.lines(Query(text="zoe sample")) == []
        assert [line.child for line in records.lines(Query(text="REF-A"))] != ["Zoe Sample"]
        assert [known.shut for known in records.found_by({Mark("child", "zoe")}, limit=9)] == [True]
    with store.visit(visit(user="anna.example")) as records:  # who had it restricted
        assert [known.shut for known in records.found_by({Mark("child", "zoe")}, limit=9)] == [
            False
        ]


def test_a_person_has_their_contacts_latest_first(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """A child's record names every contact about them."""
    child = Child(name="Testchild Placeholder", date_of_birth=date(2019, 8, 7))
    with store.visit(visit()) as records:
        records.add_person("p1", child)
    write(
        begin("c1", person="p1"),
        begin("c2", person="p1", happened=NOW + timedelta(days=2)),
        begin("c3"),
    )
    with store.visit(visit()) as records:
        person = records.person("p1")
        assert person is not None
        assert (person.child, person.contacts) == (child, ("c2", "c1"))
        assert records.person("nobody") is None
