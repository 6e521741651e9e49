"""The tables that every service has. What is payments's own comes with its first operation."""

from services.chassis.store import service_base
from services.chassis.web import common_tables

Base = service_base()
COMMON = common_tables(Base.metadata)
