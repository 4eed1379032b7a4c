"""Layers: what a later one adds, changes, removes and chooses, each with where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontdoor.layers import compose_folder
from frontdoor.procedure.language import SECTIONS
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.phrases import Condition
from frontdoor.procedure.rulebook import Layer, Removal
from frontdoor.procedure.running import Procedure
from frontdoor.procedure.source import read_file, read_text

from .layers import EXAMPLE, base, example, over_example, refused, written

NOTICE = """
notices:
  - rule: extra
    says: Be kind.
    cites: EXA-10
"""


def test_a_layer_adds_items_after_those_below() -> None:
    """What a layer adds stands after what was there, and knows its layer, file and line."""
    book = over_example(NOTICE)
    assert list(book.notices) == ["promise_nothing", "extra"]
    origin = book.origins["notices", "extra"]
    assert (origin.layer, str(origin.place), origin.changed) == ("more1", "more.yaml:2:5", ())
    assert book.layers == ("base", "example", "more1")


def test_before_puts_an_item_ahead() -> None:
    """With `before:` a route is tried ahead of the one named, and of nothing else."""
    book = over_example(
        """
        routes:
          received:
            - rule: extra
              when:
                - homeless: yes
              outcome: enquiry
              to: weekly_meeting
              decided_by: team_manager
              before: known_family
              cites: EXA-06
        """
    )
    assert list(book.routes)[:4] == ["danger_now", "question_only", "extra", "known_family"]
    procedure = Procedure(book)
    homeless = procedure.facts({"homeless": "yes", "case": "open"})
    assert procedure.advise(homeless).rule == "extra"


def test_a_change_replaces_the_fields_it_names_and_no_others() -> None:
    """A change alters its fields alone, keeps the item's place in the order, and says why."""
    before = over_example().tasks
    book = over_example(
        """
        changes:
          - rule: tell_police
            because: our own standard is stricter
            who: duty_worker
            silent: our standard has no clauses
        """
    )
    assert list(book.tasks) == list(before)
    old, new = before["tell_police"], book.tasks["tell_police"]
    assert [str(who) for who in new.who] == ["duty_worker"]
    assert (new.cites, new.silent) == ((), "our standard has no clauses")
    assert old.model_dump(exclude={"who", "cites", "silent"}) == new.model_dump(
        exclude={"who", "cites", "silent"}
    )
    assert book.origins["tasks", "tell_police"].changed == (
        ("more1", "our own standard is stricter"),
    )


def test_a_time_takes_the_place_of_readings() -> None:
    """Whoever gives a rule one time ends the difference between its readings, and back."""
    book = over_example(
        """
        changes:
          - rule: decision
            because: we settled it
            within: 4 hours
            cites: EXA-03
        """
    )
    assert (str(book.tasks["decision"].within), book.tasks["decision"].readings) == ("4 hours", ())


def test_a_removed_rule_is_gone_and_remembered() -> None:
    """A removal takes the rule out and keeps who removed it and why."""
    book = over_example("removes:\n  - rule: assess\n    because: another team does it\n")
    assert "assess" not in book.tasks
    assert book.removals[-1] == Removal("tasks", "assess", "more1", "another team does it")


def test_a_layer_may_change_what_one_below_it_changed() -> None:
    """Layers build up: the uppermost change of a field holds, and every reason is kept."""
    change = "changes:\n  - rule: assess\n    because: {}\n    within: {}\n"
    book = over_example(change.format("first", "2 days"), change.format("second", "3 days"))
    assert str(book.tasks["assess"].within) == "3 days"
    assert book.origins["tasks", "assess"].changed == (("more1", "first"), ("more2", "second"))


def test_a_layer_cannot_change_what_it_adds_itself() -> None:
    """Changes and removals are of the layers below: one's own items are written right at once."""
    own = (
        NOTICE + "changes:\n  - rule: extra\n    because: on second thoughts\n    says: Be brief.\n"
    )
    (message,) = refused(own)
    assert "found 'extra'; expected a rule of a layer below this one" in message


def test_a_note_goes_with_the_clauses_that_it_was_about() -> None:
    """A change with a source of its own lacks the note below it, unless it brings one."""
    noted = "changes:\n  - rule: copy_decision\n    because: ours\n    note: It was so.\n"
    change = "changes:\n  - rule: copy_decision\n    because: ours\n    {}\n"
    for text, note in (
        ("within: 2 hours", "It was so."),
        ("silent: ours", None),
        ("silent: ours\n    note: It is so.", "It is so."),
    ):
        assert over_example(noted, change.format(text)).tasks["copy_decision"].note == note


def test_a_key_is_left_out_by_its_name() -> None:
    """`without:` takes keys away; one that there is not, or that is set as well, is a mistake."""
    change = "changes:\n  - rule: copy_decision\n    because: ours\n    without: {}\n"
    assert over_example(change.format("from")).tasks["copy_decision"].from_ is None
    (told,) = refused(change.format("fromm"))
    assert "without: found 'fromm'; expected a key of the item" in told


def test_an_item_of_another_kind_is_changed_by_its_own_key() -> None:
    """A rule's id that is an outcome's is told with how it is written."""
    (told,) = refused("changes:\n  - rule: advice\n    because: ours\n    name: Ours\n")
    assert "Write `outcome: advice`." in told


def test_a_mistake_in_a_change_is_told_where_the_change_stands() -> None:
    """A changed field that cannot be read is told of in the file that changes it."""
    (message,) = refused("changes:\n  - rule: assess\n    because: faster\n    who: duty_wroker\n")
    assert message == (
        "more.yaml:4:5: changes[1].who: found 'duty_wroker'; expected a role, "
        "`every <kind of role>` or `anyone`. Did you mean 'duty_worker'?"
    )


def test_a_choice_takes_another_reading() -> None:
    """Of readings the first named holds, unless a layer chooses another."""
    facts = {"need": "moderate"}
    unchosen = Procedure(over_example())
    assert unchosen.advise(unchosen.facts(facts)).destination == "weekly_meeting"
    chosen = Procedure(over_example("choices:\n  - rule: middling_need\n    reading: by_manager\n"))
    advice = chosen.advise(chosen.facts(facts))
    assert (advice.destination, advice.reading) == ("contact_centre", "by_manager")
    assert advice.outcome == "enquiry"


def test_readings_of_a_step_say_who_may_take_it() -> None:
    """The chosen reading of a step gives its roles; what it does not say stays as it was."""
    procedure = Procedure(over_example("choices:\n  - rule: decide\n    reading: any_manager\n"))
    step = procedure.book.steps["decide"]
    assert procedure.roles(procedure.by(step)) == {"team_manager", "service_manager"}
    assert procedure.needs(step) == ("summary",)
    unchosen = Procedure(over_example())
    assert unchosen.roles(unchosen.by(step)) == {"team_manager"}


def test_the_digest_is_that_of_all_layers() -> None:
    """An edition's digest changes with any layer's text, and with nothing else."""
    plain, again, more = over_example(), over_example(), over_example(NOTICE)
    assert plain.digest == again.digest != more.digest
    commented = over_example(NOTICE + "# a remark\n")
    assert commented.digest != more.digest


def test_a_rule_without_header_is_no_procedure() -> None:
    """A procedure says its short name, its name and its edition."""
    source = written("stages:\n  - stage: one\n    name: One\n    final: yes\n")
    with pytest.raises(MistakesFound) as caught:
        load([base(), Layer("nameless", source)])
    assert [mistake.found for mistake in caught.value.mistakes] == [
        "no `edition:` at the top",
        "no `name:` at the top",
        "no `procedure:` at the top",
    ]


def test_extends_builds_on_the_base(tmp_path: Path) -> None:
    """A folder's procedure stands on the base, and on nothing that is not installed."""
    composed = compose_folder(EXAMPLE)
    assert [layer.name for layer in composed.layers] == ["base", "example"]
    assert composed.rulebook().digest == load(composed.layers).digest
    folder = tmp_path / "loop"
    folder.mkdir()
    (folder / "procedure.yaml").write_text("procedure: loop\nextends: loop\n")
    with pytest.raises(MistakesFound, match="extends: found 'loop'; expected a procedure that"):
        compose_folder(folder)


def test_a_second_reading_comes_from_the_cache_and_is_the_same(tmp_path: Path) -> None:
    """What was parsed is kept under the digest of the text, with every line number."""
    file = EXAMPLE / "procedure.yaml"
    first = read_file(file, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith(first.digest)
    second = read_file(file, cache=tmp_path)
    assert (second.data, second.marks, second.digest) == (first.data, first.marks, first.digest)
    assert second == read_file(file)


def test_the_cache_is_really_read(tmp_path: Path) -> None:
    """A second reading takes what was kept, and not the text again."""
    read_text("name: One", "one.yaml", cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text('[{"name":"Kept"},[[[],1,1],[["name"],1,1]]]')
    assert read_text("name: One", "one.yaml", cache=tmp_path).data == {"name": "Kept"}


def test_a_damaged_cache_is_ignored(tmp_path: Path) -> None:
    """Whatever stands in a file of the cache: the text itself is read then."""
    for damage in (
        b"",
        b"{",
        b"[1]",
        b"[{},7]",
        b"[{},[[1]]]",
        b"null",
        b"\xff\xfe",
        b'["x",[[[],"a",{}]]]',
    ):
        read_text("name: One", "one.yaml", cache=tmp_path)
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(damage)
        source = read_text("name: One", "one.yaml", cache=tmp_path)
        assert (source.data, str(source.place(("name",)))) == ({"name": "One"}, "one.yaml:1:1")
        kept.unlink()


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    """Where the folder of the cache is a file, reading goes on without it."""
    blocked = tmp_path / "cache"
    blocked.write_text("not a folder")
    assert read_text("name: One", "one.yaml", cache=blocked).data == {"name": "One"}


def test_the_example_says_everything_that_can_be_said() -> None:
    """Every section of the language stands in the fictional authority, or in the base alone."""
    data = example().procedure.data
    assert set(SECTIONS) - set(data) == {"settings"}
    assert {"changes", "removes", "choices"} <= set(data)
    assert over_example().bars["no_advice_on_crime"].when == (
        (Condition("crime_suspected", ("yes",)),),
    )
