"""What all rows of notify are made of."""

from typing import Any

from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel

from services.chassis.store.metadata import service_registry
from services.chassis.web import common_tables


class Base(SQLModel, registry=service_registry()):
    __abstract__ = True


COMMON = common_tables(Base.metadata)


class Versioned:
    """A row that two units of work cannot change at once: the later one runs again."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - the class is what it is called with
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]
