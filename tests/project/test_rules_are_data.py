"""What the explanation of rules as data says of the procedures that there are."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from tests.documentation import DOCS

from frontdoor.layers import compose

ROOT = DOCS.parent
TEXT = (DOCS / "why" / "rules-are-data.md").read_text("utf-8")
AUTHORITIES = ("generic", "leicester", "york", "hertfordshire")


def test_the_rule_that_it_shows_is_a_real_one() -> None:
    """It stands in the generic procedure word for word."""
    (rule,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    generic = ROOT / "plugins" / "generic" / "frontdoor_generic" / "procedure.yaml"
    assert rule in generic.read_text("utf-8")


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_contacts_are_as_many_as_it_says(var: Path, authority: str) -> None:
    """To write down how many combinations of facts there are takes eighteen digits or more."""
    facts = compose(authority, cache=var / "cache").rulebook().facts.values()
    assert len(str(math.prod(len(fact.values) for fact in facts))) >= 18
