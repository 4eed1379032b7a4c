"""Tables of what was made once, looked up by the values of facts."""

from __future__ import annotations

from frontdoor.procedure.compiled import Compiler, Table

from .layers import over_example


def test_a_table_makes_each_once_and_never_grows_without_end() -> None:
    """What was made is given again; beyond the largest size all is forgotten and made anew."""
    made: list[int] = []

    def make(key: int) -> str:
        made.append(key)
        return f"number {key}"

    table: Table[int, str] = Table(make)
    assert (table[1], table[1]) == ("number 1", "number 1")
    assert made == [1]
    for key in range(3 * Table.LARGEST):
        assert table[key] == f"number {key}"
        assert len(table) <= Table.LARGEST


def test_tables_are_asked_with_facts_and_named_conditions() -> None:
    """Each gets the values of what it asks for, in that order; a condition is yes or no."""
    compiler = Compiler(over_example())
    tables: list[tuple[tuple[str, ...], Table[tuple[str, ...], str]]] = [
        (asks, Table(" ".join)) for asks in (("need", "serious"), ("serious",), ())
    ]
    looked_up = compiler.looked_up(tables)
    assert looked_up(compiler.facts({"need": "high"})) == ("high yes", "yes", "")
    assert looked_up(compiler.facts({"need": "low"})) == ("low no", "no", "")
