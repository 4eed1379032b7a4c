"""The peer for start-up: Litestar and SQLAlchemy with one SQLite database, one table, one route."""

from __future__ import annotations

import os
from pathlib import Path

from litestar import Litestar, get
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Contact(Base):
    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    what_happened: Mapped[str]


engine = create_engine(f"sqlite:///{Path(os.environ['BARE_DATABASE'])}")
Base.metadata.create_all(engine)


@get("/readyz", sync_to_thread=False)
def readyz() -> dict[str, int]:
    """How many contacts there are."""
    with Session(engine) as session:
        return {"contacts": session.scalar(select(func.count(Contact.id))) or 0}


app = Litestar([readyz])
