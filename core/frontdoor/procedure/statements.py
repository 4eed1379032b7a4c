"""What a procedure says of the service itself, and on what its source is known to be silent."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from frontdoor.procedure import vocabulary
from frontdoor.procedure.mistakes import Expected
from frontdoor.procedure.parts import Rule
from frontdoor.procedure.phrases import Id, Text, listed, one_of


class Statement(Rule):
    """Something the procedure says of the service itself, or matters on which its source is silent.

    `says` may be left out where `silent` stands: there is no more to say. With `as:` the matters
    are taken as a procedure has them that this one builds on, which somebody has seen to.
    """

    about: Annotated[
        tuple[Annotated[str, one_of(vocabulary.TOPICS)], ...],
        BeforeValidator(listed),
        Field(min_length=1),
    ]
    """What it is about; `all_else` is everything on which the procedure says nothing itself."""
    says: Text | None = None
    """What the procedure says on it."""
    as_: Annotated[Id | None, Field(alias="as")] = None
    """The procedure, built on by this one, that has it as it is here too."""

    @model_validator(mode="after")
    def _says_something(self) -> Statement:
        if self.says is None and self.silent is None and self.as_ is None:
            raise Expected(
                "`says:`, which a statement needs unless it is `silent:` or says `as:`",
                found="no `says:`",
            )
        if self.as_ and (self.says or self.cites or self.silent or self.safeguard):
            raise Expected(
                "`as:` alone: what this procedure says itself is a statement of its own",
                found="`as:` and more",
            )
        if vocabulary.ALL_ELSE in self.about and (self.says or len(self.about) > 1):
            raise Expected(
                f"`about: {vocabulary.ALL_ELSE}` by itself, with `as:` or `silent:`",
                found=f"{vocabulary.ALL_ELSE} with more",
            )
        return self

    def is_about(self, topic: str) -> bool:
        """Whether this is about a topic, by its name or among all else."""
        return topic in self.about or vocabulary.ALL_ELSE in self.about
