"""Take what someone sends from outside by the public form: nobody is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.permission import Refused
from frontdoor.domain.receiving import NotRecorded
from frontdoor.domain.referring import receive_form
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.services.receipts import Once, Receipt, given_before, kept
from frontdoor.services.sealed_drafts import sealed_under
from frontdoor.services.take_contact import new_id, with_people, write

OPERATION: Final = "contact.refer"


class Referred(msgspec.Struct, frozen=True):
    """What came of a form: the contacts written, and when they were received."""

    receipt: Receipt
    received: datetime


def take_referral(
    authority: Authority, command: cmd.Receive, asked: Once, saved_as: str = ""
) -> Referred | Refused:
    """Receive a form, once under each idempotency key; what was `saved_as` before is erased.

    It is received now and by form, whatever it says. No record of a child is looked up, so that
    the answer is the same whether a child is known or not. Of what the procedure does not record
    nothing is left. Raises `KeyReused` and `Conflict`.
    """
    moment = now()
    said: dict[str, Any] = {
        "channel": "form",
        "happened": None,
        "step": None,
        "checks": {},
        "reason": "",
    }
    children = tuple(one.model_copy(update={"person": None}) for one in command.children)
    command = command.model_copy(update={**said, "children": children})
    with authority.store.visit(Visit("", OPERATION, moment)) as records:
        before = given_before(records, "", OPERATION, asked)
        if before is not None:
            first = records.contact(before.written[0].id)
            return Referred(before, first.received if first else moment)
        result = receive_form(command, authority.practice, moment, new_id)
        if isinstance(result, NotRecorded):
            records.leave_no_trace()
            return Referred(Receipt((), result.answers), moment)
        if isinstance(result, Refused):
            records.refused(result.reasons[0].code)
            return result
        receipt = write(records, with_people(records, result.entries), {})
        records.erase_sealed(sealed_under(authority, saved_as))
        records.keep_answer("", OPERATION, asked.key, kept(asked, receipt), moment)
        return Referred(receipt, moment)
