"""Each service has tables of its own, in metadata of its own."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def service_registry() -> registry:
    """For `class Base(SQLModel, registry=service_registry())`: the base of one service's table rows."""
    return registry(metadata=MetaData(naming_convention=NAMING))


def service_base() -> type[SQLModel]:
    """A base class for the table rows of one service; two services never share metadata."""

    class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
        __abstract__ = True

    return Base
