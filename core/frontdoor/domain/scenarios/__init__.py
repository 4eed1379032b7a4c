"""Scenarios: a procedure at work, step by step, in YAML that a practitioner can read and write.

`reading` reads one, `words` checks it against a procedure, `running` plays it in memory with a time
of its own, `comparing` says where what came is not what was expected. `docs/scenarios.md` describes
the form for practitioners.
"""
