"""`python -m frontdoor.contract FOLDER CONFIG`: tries a procedure and prints a `Trial` as JSON.

A process of its own, so that Python is read afresh each time, and may hang or end as it likes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from frontdoor.contract.subject import Subject
from frontdoor.contract.trial import try_all

folder, config = map(Path, sys.argv[1:])
subject = Subject(folder, config, Path("var") / "cache")
sys.stdout.buffer.write(msgspec.json.encode(try_all(subject)))
