"""What comes by a form is received as the procedure has its front door receive, by nobody."""

from __future__ import annotations

import pytest

from frontdoor.domain import commands as cmd
from frontdoor.domain.decide import Decided
from frontdoor.domain.permission import Refused
from frontdoor.domain.receiving import NotRecorded
from frontdoor.domain.referring import keeps_unnamed, receive_form

from .office import FRIDAY, Office, example_practice

SENT = cmd.Receive.model_validate(
    {
        "channel": "form",
        "referrer": {"kind": "public"},
        "children": [{"name": "Sam Example"}, {"name": "Alex Example"}],
    }
)


def test_the_step_is_the_procedures_and_the_role_nobodys() -> None:
    """The contact goes to the team that a call goes to; no entry names a role of the authority."""
    office = Office()
    called = office.contacts[office.one()]
    result = receive_form(SENT, office.practice, FRIDAY, office.fresh_ids())
    assert isinstance(result, Decided)
    entries = office.write(result)
    assert {(entry.by, entry.role) for entry in entries} == {("public form", "referrer")}
    assert {entry.step for entry in entries} == {"take"}
    assert "referrer" not in office.practice.book.roles
    first, second = dict.fromkeys(entry.contact for entry in entries)
    contact = office.contacts[first]
    assert (contact.holding_team, contact.stage) == (called.holding_team, called.stage)
    assert contact.received_by == "public form"
    assert contact.linked("same_call") == [second]
    assert office.replayed(first) == contact


def test_what_the_procedure_refuses_or_does_not_record_is_not_received() -> None:
    """A bar on what comes by form holds for the form, and a nameless question leaves nothing."""
    barred = example_practice(
        """
        bars:
          - rule: no_forms
            refuses: receive
            when:
              - channel: form
            because: Forms are not read here.
            instead: Telephone.
            silent: an invented rule
        """
    )
    office = Office()
    refused = receive_form(SENT, barred, FRIDAY, office.fresh_ids())
    assert isinstance(refused, Refused)
    assert [reason.rule for reason in refused.reasons] == ["no_forms"]
    asked = {
        "channel": "form",
        "referrer": {"kind": "professional"},
        "facts": {"purpose": "consultation", "need": "low", "protection_needed_now": "no"},
    }
    result = receive_form(
        cmd.Receive.model_validate(asked), office.practice, FRIDAY, office.fresh_ids()
    )
    assert isinstance(result, NotRecorded)


@pytest.mark.parametrize("kind", ["professional", "public", "not_known"])
def test_a_referrer_stays_unnamed_where_a_rule_keeps_them_from_the_parents(kind: str) -> None:
    """The rule of disclosure is what says so, and without it nobody does."""
    assert [rule.rule for rule in keeps_unnamed(example_practice(), kind)] == ["keep_name"]
    professionals = example_practice(
        """
        changes:
          - rule: keep_name
            because: an invented reason
            when:
              - anonymity: yes
                referrer: not professional
            silent: an invented rule
        """
    )
    kept = keeps_unnamed(professionals, kind)
    assert bool(kept) == (kind != "professional")
