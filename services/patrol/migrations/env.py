"""Schema versions of patrol."""

from services.chassis.store.migration import run_migrations
from services.patrol.tables import Base

run_migrations(Base.metadata)
