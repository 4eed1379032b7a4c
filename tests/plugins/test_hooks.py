"""What plugins may add that data cannot say: derived facts and work lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frontdoor import WorkList
from frontdoor.composition import Unusable, open_authority, practice, practice_of_texts
from frontdoor.domain.answer import Answer, answer
from frontdoor.domain.clocks import LONDON
from frontdoor.layers import Composed
from frontdoor.plugins import PluginFault
from frontdoor.procedure.proofs import prove
from frontdoor.services.authority import Authority

if TYPE_CHECKING:
    from tests.plugins.conftest import Compose, Deploy, Install

EXAMPLE = Path(__file__).parents[1] / "authorities" / "example" / "procedure.yaml"
WEDNESDAY = datetime(2026, 3, 11, 10, 0, tzinfo=LONDON)
THURSDAY = datetime(2026, 3, 12, 10, 0, tzinfo=LONDON)

MEETING = """
from pathlib import Path
from frontdoor import WorkList, hookimpl

@hookimpl
def procedure():
    return Path(__file__).parent

@hookimpl
def derived_facts(facts, received):
    if facts["need"] == "high":
        return {}
    return {"meeting_today": "yes" if received.weekday() == 2 else "no"}

@hookimpl
def work_lists():
    return [WorkList(id="agenda", title="Agenda", stages=("on_agenda",), cites=("EXA-06",))]
"""
"""A plugin of a council whose meeting is on Wednesdays."""

ROUTE = """    - rule: straight_to_the_meeting
      when:
        - meeting_today: yes
      outcome: enquiry
      to: weekly_meeting
      decided_by: team_manager
      cites: EXA-06
"""


def with_route(name: str, route: str = ROUTE) -> str:
    """The fictional authority's procedure with a route that looks at the derived fact."""
    text = EXAMPLE.read_text("utf-8").replace("procedure: example\n", f"procedure: {name}\n")
    before = "    - rule: small_need\n"
    assert text.count(before) == 1
    return text.replace(before, route + before)


def advised(authority: Composed, received: datetime, **facts: str) -> Answer:
    """What an installed authority advises."""
    asked = practice(authority.rulebook(), authority.plugins)
    said = {"purpose": "concern", "need": "low", **facts}
    return answer(asked, asked.facts(said, received), received)


def test_a_derived_fact_influences_the_route(install: Install, composed: Compose) -> None:
    """The same contact goes to the meeting on its day, and elsewhere on another."""
    install("midweek", MEETING, text=with_route("midweek"))
    assert advised(composed("midweek"), WEDNESDAY).rules[0] == "straight_to_the_meeting"
    assert advised(composed("midweek"), THURSDAY).rules[0] == "small_need"


def test_a_plugin_may_leave_a_derived_fact_not_known(install: Install, composed: Compose) -> None:
    """Where the hook says nothing of its fact, the fact has its default."""
    install("midweek", MEETING, text=with_route("midweek"))
    assert advised(composed("midweek"), WEDNESDAY, need="high").rules[0] == "serious_need"


def test_hooks_are_given_facts_that_they_cannot_change(install: Install, composed: Compose) -> None:
    """A hook that writes into the facts fails, and nothing of the contact is changed."""
    code = MEETING.replace('if facts["need"]', 'facts["need"] = "low"\n    if facts["need"]')
    install("midweek", code, text=with_route("midweek"))
    said: Mapping[str, str] = {"purpose": "concern", "need": "moderate"}
    own = composed("midweek")
    asked = practice(own.rulebook(), own.plugins)
    with pytest.raises(PluginFault, match="does not support item assignment"):
        asked.facts(said, WEDNESDAY)
    assert said["need"] == "moderate"


def test_proofs_let_a_derived_fact_take_any_value(install: Install, composed: Compose) -> None:
    """A procedure that holds only for one value of a derived fact does not hold."""
    text = with_route("midweek").replace(
        "    - rule: middling_need\n",
        "    - rule: middling_need\n      when:\n        - meeting_today: yes, not_known\n",
    )
    install("midweek", MEETING, text=text)
    (finding,) = (one for one in prove(composed("midweek").rulebook()) if "no route" in one.says)
    assert finding.facts is not None
    assert finding.facts["meeting_today"] == "no"


def test_an_authority_s_own_hooks_go_before_those_it_builds_on(
    install: Install, composed: Compose
) -> None:
    """Both plugins are asked; of the same fact the authority's own answer counts."""
    install("below", MEETING, text=with_route("below"))
    never = MEETING.replace('"yes" if received.weekday() == 2 else "no"', '"no"')
    never = never.replace('id="agenda"', 'id="own"')
    install("above", never, text="procedure: above\nname: Above\nedition: 1\nextends: below\n")
    assert advised(composed("below"), WEDNESDAY).rules[0] == "straight_to_the_meeting"
    assert advised(composed("above"), WEDNESDAY).rules[0] == "small_need"
    own = composed("above")
    lists = own.plugins.work_lists(own.rulebook())
    assert [one.id for one in lists] == ["agenda", "own"]


def test_one_authority_s_hooks_are_never_asked_for_another(
    install: Install, composed: Compose
) -> None:
    """Two authorities with the same procedure and different plugins each have their own."""
    install("midweek", MEETING, text=with_route("midweek"))
    install("thursdays", MEETING.replace("== 2", "== 3"), text=with_route("thursdays"))
    first = {name: advised(composed(name), WEDNESDAY).rules[0] for name in ("midweek", "thursdays")}
    assert first == {"midweek": "straight_to_the_meeting", "thursdays": "small_need"}


def test_an_older_edition_goes_without_facts_that_it_does_not_know(
    install: Install, composed: Compose
) -> None:
    """A contact received before the plugin learned a fact is worked on as it was."""
    text = EXAMPLE.read_text("utf-8").replace("procedure: example\n", "procedure: midweek\n")
    declared = text[text.index("facts:\n") : text.index("conditions:\n")]
    folder = install("midweek", MEETING, text=text.replace(declared, ""))
    older = composed("midweek").texts
    (folder / "procedure.yaml").write_text(with_route("midweek"), "utf-8")
    now = composed("midweek")
    asked = practice_of_texts(older, now.plugins)
    said = {"purpose": "concern", "need": "low"}
    assert answer(asked, asked.facts(said, WEDNESDAY), WEDNESDAY).rules[0] == "small_need"
    assert now.plugins.fault is None


def test_work_lists_are_those_of_the_plugin(install: Install, deploy: Deploy) -> None:
    """An authority has the lists that its plugin gives; one at a stage that is none is refused."""
    install("midweek", MEETING, text=with_route("midweek"))
    opened = open_authority(deploy("midweek"), "midweek")
    assert isinstance(opened, Authority)
    opened.store.close()
    assert opened.work_lists == (WorkList("agenda", "Agenda", ("on_agenda",), cites=("EXA-06",)),)
    install("elsewhere", MEETING.replace("on_agenda", "on_the_moon"))
    found = open_authority(deploy("elsewhere"), "elsewhere")
    assert isinstance(found, Unusable)
    assert "has a work list 'agenda' of contacts at 'on_the_moon'; expected a stage" in found.why


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ('cites=("EXA-99",)', "that cites 'EXA-99'; expected a clause in clauses.yaml"),
        ('attend=("duty_wroker",)', "attended by 'duty_wroker'; expected a role of the procedure"),
        ('outcomes=("advise",)', "decided as 'advise'; expected an outcome of the procedure"),
        ('sheet="Sheet"', "with the sheet 'Sheet'; expected a part of its questions"),
    ],
)
def test_a_work_list_names_nothing_that_is_not_there(
    install: Install, deploy: Deploy, names: str, says: str
) -> None:
    """A clause, role, outcome or part that the procedure lacks is named with the list."""
    install("elsewhere", MEETING.replace('cites=("EXA-06",)', names), text=with_route("elsewhere"))
    found = open_authority(deploy("elsewhere"), "elsewhere")
    assert isinstance(found, Unusable)
    assert f"has a work list 'agenda' {'of contacts ' if 'decided' in says else ''}{says}" in (
        found.why
    )


def test_a_work_list_of_wrong_types_is_refused(install: Install, deploy: Deploy) -> None:
    """A list whose parts are not what they should be is the plugin's fault, told with the part."""
    install("midweek", MEETING.replace('stages=("on_agenda",)', "stages=3"))
    found = open_authority(deploy("midweek"), "midweek")
    assert isinstance(found, Unusable)
    assert "its hook `work_lists`: ValidationError: Expected `array`, got `int`" in found.why
