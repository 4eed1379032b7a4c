"""What every part of a procedure has: where it comes from, its id, its readings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, model_validator

from frontdoor.procedure.mistakes import Expected
from frontdoor.procedure.phrases import Cites, Id, Text


class Part(BaseModel):
    """Anything that stands in a procedure: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Reading(Part):
    """One way to read a matter on which clauses differ."""

    reading: Id
    """The id that a council's `choices` name."""
    says: Text
    """What it says, in a sentence for people."""
    cites: Cites
    """The clauses that it reads so."""


class Sourced(Part):
    """A part that says where it comes from.

    `cites` names clauses of the source; `silent` says why the source has nothing; `safeguard` says
    which national guidance makes it ours. One of the three must stand.
    """

    cites: Cites = ()
    """The clauses that say so."""
    silent: Text | None = None
    """What the source leaves open, where something must be there that no clause says."""
    safeguard: Text | None = None
    """The national guidance that makes it ours."""
    note: Text | None = None
    """Free text for people."""

    @model_validator(mode="after")
    def _from_somewhere(self) -> Sourced:
        readings: tuple[Reading, ...] = vars(self).get("readings", ())
        answers = {
            "`cites:`": self.cites,
            "`readings:` that cite": readings,
            "`silent:`": self.silent,
            "`safeguard:`": self.safeguard,
            "`as:`": vars(self).get("as_"),  # of a statement
        }
        said = [answer for answer, given in answers.items() if given]
        if not said:
            raise Expected(
                "`cites:` with clause ids, `silent:` with what the source leaves open, or "
                "`safeguard:` with the guidance",
                found="nothing that says where this comes from",
            )
        if self.silent and len(said) > 1:
            raise Expected(
                "one of them: the source is silent, or something says it", found=" and ".join(said)
            )
        return self

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause that this part or one of its readings cites, in order, once each."""
        readings: tuple[Reading, ...] = vars(self).get("readings", ())
        every = [*self.cites, *(cite for reading in readings for cite in reading.cites)]
        return tuple(dict.fromkeys(every))


class Rule(Sourced):
    """A part with an id of its own, unique in its procedure."""

    rule: Id
    """The id of this rule."""
