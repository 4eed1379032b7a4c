"""Contacts over the API: taken, read, worked on, listed; no change lost, none doubled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

Client = TestClient[Litestar]
Headers = dict[str, str]
SignIn = Callable[..., Headers]
URL = "/api/example/contacts"


def take(visitor: Client, headers: Headers, call: dict[str, Any], key: str = "") -> Any:
    """Send a call."""
    return visitor.post(URL, json=call, headers={**headers, "Idempotency-Key": key or uuid4().hex})


def act(
    visitor: Client,
    headers: Headers,
    contact: dict[str, Any],
    more: Headers | None = None,
    **said: Any,
) -> Any:
    """Send a command on a contact as it was last read, and note its new version."""
    answer = visitor.post(
        f"{URL}/{contact['id']}/commands",
        json=said,
        headers={**headers, "If-Match": f'"{contact["version"]}"', **(more or {})},
    )
    if answer.status_code == 200 and "ETag" in answer.headers:
        contact["version"] = int(answer.headers["ETag"].strip('"'))
    return answer


@pytest.fixture
def contact(visitor: Client, adviser: Headers, call: dict[str, Any]) -> dict[str, Any]:
    """A contact just taken: its id and version."""
    written: dict[str, Any] = take(visitor, adviser, call).json()["written"][0]
    return written


def test_a_contact_goes_from_the_call_to_its_end(
    visitor: Client, sign_in: SignIn, adviser: Headers, contact: dict[str, Any]
) -> None:
    """A call is taken, an outcome proposed, decided by another, and the contact closed."""
    manager = sign_in("manager")
    steps: list[tuple[Headers, dict[str, Any], str]] = [
        (adviser, {"command": "record", "record": "summary", "text": "Invented."}, "received"),
        (adviser, {"command": "propose", "outcome": "assessment"}, "proposed"),
        (manager, {"command": "authorise", "step": "decide"}, "decided"),
        (adviser, {"command": "close"}, "closed"),
    ]
    for who, command, stage in steps:
        answer = act(visitor, who, contact, **command)
        assert answer.status_code == 200, answer.text
        assert answer.json()["written"][0]["stage"] == stage
    journal = visitor.get(f"{URL}/{contact['id']}/journal", headers=manager).json()
    kinds = [entry["kind"] for entry in journal]
    assert kinds == ["received", "recorded", "proposed", "authorised", "closed"]


def test_taking_a_call_says_where_the_contact_is(
    visitor: Client, adviser: Headers, call: dict[str, Any]
) -> None:
    """A new contact is answered with 201, its address and its version as ETag."""
    answer = take(visitor, adviser, call)
    assert answer.status_code == 201
    found = visitor.get(answer.headers["Location"], headers=adviser)
    assert found.headers["ETag"] == answer.headers["ETag"] == '"1"'
    assert found.json()["contact"]["child"]["name"] == "Ada Example"


def test_a_contact_is_made_for_each_child(
    visitor: Client, adviser: Headers, call: dict[str, Any]
) -> None:
    """One call about three children makes three contacts, linked."""
    call["children"] = [{"name": f"Child {n} Example"} for n in range(3)]
    written = take(visitor, adviser, call).json()["written"]
    assert len(written) == 3
    first = visitor.get(f"{URL}/{written[0]['id']}", headers=adviser).json()["contact"]
    assert {link["other"] for link in first["links"]} | {
        link["this"] for link in first["links"]
    } == {one["id"] for one in written}


def test_what_is_not_recorded_gets_advice_and_leaves_nothing(
    visitor: Client, adviser: Headers, example: Authority
) -> None:
    """A hypothetical consultation gets 200 and advice, and its key is not kept."""
    call = {
        "command": "consult",
        "facts": {"purpose": "consultation", "need": "low"},
        "what_happened": "A question.",
    }
    key = {"Idempotency-Key": uuid4().hex}
    url = "/api/example/consultations"
    answer = visitor.post(url, json=call, headers={**adviser, **key})
    assert answer.status_code == 200, answer.text
    assert answer.json()["written"] == []
    assert answer.json()["advice"][0]["meaning"] == "not_recorded"
    with example.store.visit(Visit("", "test", now(), logged=False)) as records:
        assert records.kept_answer("adviser", "contact.consult", key["Idempotency-Key"]) is None


def test_a_preview_says_what_the_procedure_says_and_keeps_nothing(
    visitor: Client, adviser: Headers, call: dict[str, Any]
) -> None:
    """A preview answers for each child, and the number of contacts stays what it was."""
    before = visitor.get("/api/example/counts", headers=adviser).json()
    answer = visitor.post("/api/example/preview", json=call, headers=adviser)
    assert answer.status_code == 200
    assert answer.json()[0]["outcome"] == "assessment"
    assert visitor.get("/api/example/counts", headers=adviser).json() == before


def test_a_refusal_names_every_reason_with_rule_and_clauses(
    visitor: Client, sign_in: SignIn, adviser: Headers, contact: dict[str, Any]
) -> None:
    """What the procedure does not permit is refused with 409, its reasons and the way forward."""
    act(visitor, adviser, contact, command="propose", outcome="assessment")
    answer = act(visitor, sign_in("manager"), contact, command="authorise", step="decide")
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"] == "urn:frontdoor:problem:refused"
    assert [(e["code"], e["rule"], e["cites"]) for e in problem["errors"]] == [
        ("needs", "decide", ["EXA-05"])
    ]
    assert problem["errors"][0]["instead"]


def test_the_wrong_role_is_forbidden(
    visitor: Client, adviser: Headers, contact: dict[str, Any]
) -> None:
    """A step that is another role's is refused with 403, naming who may."""
    act(visitor, adviser, contact, command="propose", outcome="assessment")
    answer = act(visitor, adviser, contact, command="authorise", step="decide")
    assert answer.status_code == 403
    assert "Team Manager" in answer.json()["errors"][0]["detail"]


def test_words_the_procedure_does_not_know_are_pointed_at_all_at_once(
    visitor: Client, adviser: Headers, call: dict[str, Any]
) -> None:
    """Unknown facts, concerns and checks are each named by a JSON Pointer, in one answer of 422."""
    call["facts"]["ned"] = "high"
    call["concerns"] = ["neglct"]
    call["checks"] = {"nowhere": "x"}
    call["children"][0]["facts"] = {"need": "huge"}
    answer = take(visitor, adviser, call)
    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert {"/concerns/0", "/checks/nowhere", "/children/0/facts/need", "/facts/ned"} <= pointers


@pytest.mark.parametrize(
    ("header", "status", "kind"),
    [
        (None, 428, "version-needed"),
        ("*", 428, "version-needed"),
        ('"7"', 412, "version-stale"),
        ('"another"', 412, "version-stale"),
        ('W/"1"', 412, "version-stale"),
        ('"99999999999999999999999"', 412, "version-stale"),
        ("1", 400, "malformed"),
        ('"1", "2"', 400, "malformed"),
        ("", 400, "malformed"),
    ],
)
def test_a_change_needs_the_version_that_was_read(
    visitor: Client,
    adviser: Headers,
    contact: dict[str, Any],
    header: str | None,
    status: int,
    kind: str,
) -> None:
    """Without If-Match a command is refused with 428, with another version's with 412."""
    headers = adviser if header is None else {**adviser, "If-Match": header}
    command = {"command": "add_information", "text": "more"}
    answer = visitor.post(f"{URL}/{contact['id']}/commands", json=command, headers=headers)
    assert (answer.status_code, answer.json()["type"].split(":")[-1]) == (status, kind)
    found = visitor.get(f"{URL}/{contact['id']}", headers=adviser).json()["contact"]
    assert found["version"] == 1


def test_of_two_who_change_at_once_one_is_told(
    visitor: Client, adviser: Headers, contact: dict[str, Any]
) -> None:
    """Of commands on the same version at the same time one happens; the rest are stale."""

    def add(n: int) -> int:
        headers = {**adviser, "If-Match": '"1"'}
        command = {"command": "add_information", "text": f"text {n}"}
        url = f"{URL}/{contact['id']}/commands"
        status: int = visitor.post(url, json=command, headers=headers).status_code
        return status

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(add, range(8))) == [200] + [412] * 7


@pytest.mark.parametrize("key", [None, "", "   ", "a b", "ä", "x" * 65, '"', '""'])
def test_a_call_needs_an_idempotency_key(
    visitor: Client, adviser: Headers, call: dict[str, Any], key: str | None
) -> None:
    """Without a usable idempotency key a call is refused with 400."""
    headers: dict[str, Any] = dict(adviser)
    if key is not None:
        headers["Idempotency-Key"] = key.encode("latin-1")
    answer = visitor.post(URL, json=call, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:frontdoor:problem:key-needed"


def test_the_same_request_twice_is_done_once(
    visitor: Client, adviser: Headers, call: dict[str, Any]
) -> None:
    """Under the same key, quoted or not, the same call gives the same receipt again."""
    key = uuid4().hex
    first, again = take(visitor, adviser, call, key), take(visitor, adviser, call, f'"{key}"')
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


def test_a_key_for_another_request_is_refused(
    visitor: Client, adviser: Headers, call: dict[str, Any]
) -> None:
    """A key that was used for another call is refused with 422, and nothing is made."""
    key = uuid4().hex
    take(visitor, adviser, call, key)
    before = visitor.get("/api/example/counts", headers=adviser).json()
    answer = take(visitor, adviser, {**call, "what_happened": "Another story."}, key)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:frontdoor:problem:key-reused")
    assert visitor.get("/api/example/counts", headers=adviser).json() == before


@pytest.mark.parametrize("many", [100, pytest.param(1_000, marks=pytest.mark.faults)])
def test_many_at_once_under_one_key_make_one_contact(
    visitor: Client, adviser: Headers, call: dict[str, Any], many: int
) -> None:
    """Many requests at once under one key make one contact; each is told of it or to wait."""
    key = uuid4().hex
    before = visitor.get("/api/example/counts", headers=adviser).json().get("received", 0)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: take(visitor, adviser, call, key), range(many)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {a.json()["written"][0]["id"] for a in answers if a.status_code == 201}
    assert len(made) == 1
    assert visitor.get("/api/example/counts", headers=adviser).json()["received"] == before + 1


def test_a_command_sent_again_under_its_key_happens_once(
    visitor: Client, adviser: Headers, contact: dict[str, Any]
) -> None:
    """A command whose answer was lost is answered the same again, although its version is stale."""
    key = {"Idempotency-Key": uuid4().hex}
    said = {"command": "add_information", "text": "more"}
    first = act(visitor, adviser, dict(contact), key, **said)
    again = act(visitor, adviser, dict(contact), key, **said)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert visitor.get(f"{URL}/{contact['id']}", headers=adviser).json()["contact"]["version"] == 2


def test_a_copy_for_a_sibling_names_the_new_contact_first(
    visitor: Client, adviser: Headers, contact: dict[str, Any]
) -> None:
    """Copying gives a receipt with the new contact, and the version of the one copied as ETag."""
    answer = act(visitor, adviser, contact, command="copy", child={"name": "Ben Example"})
    assert answer.status_code == 200, answer.text
    new, old = answer.json()["written"]
    assert (old["id"], answer.headers["ETag"]) == (contact["id"], f'"{old["version"]}"')
    copied = visitor.get(f"{URL}/{new['id']}", headers=adviser).json()["contact"]
    assert copied["child"]["name"] == "Ben Example"


@pytest.mark.parametrize(
    "id", ["0" * 32, "nothing", "a.b", "%00", "%ff", "..%2f", "9" * 400, "Ä", "%ed%a0%80"]
)
def test_a_contact_that_is_not_here_is_not_found(
    visitor: Client, adviser: Headers, id: str
) -> None:
    """An unknown id, and what could be no id, get the same answer of 404 everywhere."""
    read = visitor.get(f"{URL}/{id}", headers=adviser)
    journal = visitor.get(f"{URL}/{id}/journal", headers=adviser)
    command = visitor.post(
        f"{URL}/{id}/commands",
        json={"command": "add_information", "text": "x"},
        headers={**adviser, "If-Match": '"1"'},
    )
    assert read.status_code == journal.status_code == command.status_code == 404
    assert read.content == journal.content == command.content


def test_another_authoritys_contact_is_as_unknown_as_none(
    visitor: Client, sign_in: SignIn, contact: dict[str, Any]
) -> None:
    """A foreign id answers as an unknown id does, in status, body and headers."""
    there = sign_in("adviser", "other")
    foreign = visitor.get(f"/api/other/contacts/{contact['id']}", headers=there)
    unknown = visitor.get(f"/api/other/contacts/{'0' * 32}", headers=there)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert foreign.headers == unknown.headers


def test_lists_lead_through_every_contact_once(
    visitor: Client, sign_in: SignIn, call: dict[str, Any]
) -> None:
    """Following `next` through pages of two shows each contact once, those due first first."""
    headers = sign_in("adviser", "other")
    for n in range(5):
        call["children"] = [{"name": f"Child {n} Example"}]
        if n == 3:
            call["facts"] = {"need": "low", "protection_needed_now": "yes"}
        once = {**headers, "Idempotency-Key": uuid4().hex}
        assert visitor.post("/api/other/contacts", json=call, headers=once).status_code == 201
    seen: list[dict[str, Any]] = []
    after = ""
    while True:
        page = visitor.get(f"/api/other/contacts?limit=2{after}", headers=headers).json()
        assert len(page["contacts"]) <= 2
        seen += page["contacts"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len({one["id"] for one in seen}) == len(seen) == 5
    assert [one["next_due"] for one in seen] == sorted(one["next_due"] for one in seen)
    whole = visitor.get("/api/other/work-lists/new", headers=headers).json()["contacts"]
    assert whole == seen


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"),
        ("limit=99999999999999999999", "limit"), ("limit=" + "9" * 5_000, "limit"),
        ("limit=1&limit=2", "limit"), ("after=x", "after"), ("after=%00", "after"),
        ("after=W251bGwsImEiXQ==", "after"), ("after=W10", "after"), ("after=bnVsbA", "after"),
        ("after=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiYSJd", "after"),
        ("after=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTE0OjAwIiwiYSJd", "after"),
        ("stage=nowhere", "stage"), ("stage=%00", "stage"), ("holding_team=nobody", "holding_team"),
        ("state=half", "state"), ("text=%00", "text"), ("text=" + "x" * 300, "text"),
        ("received_from=yesterday", "received_from"), ("received_from=0", "received_from"),
        ("received_from=2026-01-01T00:00:00", "received_from"),
        ("received_to=0001-01-01T00:00:00%2B14:00", "received_to"),
        ("received_to=9999-12-31T23:59:59-14:00", "received_to"),
        ("stag=received", "stag"), ("%ff=1", "�"), ("=", ""),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_used_is_refused_by_parameter(
    visitor: Client, adviser: Headers, query: str, parameter: str
) -> None:
    """What is wrong in a query string, unknown parameters too, is named and refused with 422."""
    answer = visitor.get(f"{URL}?{query}", headers=adviser)
    assert answer.status_code == 422, answer.text
    assert parameter in {error["parameter"] for error in answer.json()["errors"]}


def test_filters_narrow_the_list(
    visitor: Client, adviser: Headers, contact: dict[str, Any]
) -> None:
    """A list is narrowed by reference, stage, team and time."""
    reference = contact["reference"]
    for query, there in [
        (f"text={reference}", True),
        (f"text={reference}&stage=received&stage=proposed", True),
        (f"text={reference}&stage=closed", False),
        (f"text={reference}&holding_team=contact_centre", True),
        (f"text={reference}&received_to=2000-01-01T00:00:00Z", False),
        (f"text={reference}&state=closed", False),
    ]:
        found = visitor.get(f"{URL}?{query}", headers=adviser).json()["contacts"]
        assert [one["id"] for one in found] == ([contact["id"]] if there else []), query


def test_a_work_list_that_is_not_there_is_not_found(visitor: Client, adviser: Headers) -> None:
    """Work lists are listed, and an unknown one is 404."""
    listed = visitor.get("/api/example/work-lists", headers=adviser).json()
    assert [one["id"] for one in listed] == ["new"]
    assert visitor.get("/api/example/work-lists/old", headers=adviser).status_code == 404


def test_the_procedure_is_shown_to_anyone(visitor: Client) -> None:
    """Stages, outcomes with their meanings, facts with their values, and steps are public."""
    shown = visitor.get("/api/example/procedure").json()
    outcomes = {outcome["id"]: outcome["meaning"] for outcome in shown["outcomes"]}
    assert outcomes["assessment"] == "section_17_assessment"
    facts = {fact["id"]: fact["values"] for fact in shown["facts"]}
    assert facts["need"] == ["not_known", "low", "moderate", "high", "significant_harm"]
    assert next(stage["id"] for stage in shown["stages"]) == "received"
    steps = {step["id"]: step for step in shown["steps"]}
    assert steps["take"]["stages"] == ["start"]
    assert steps["decide"]["cites"] == ["EXA-05"]
