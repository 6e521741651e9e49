"""Schema versions of notify."""

from services.chassis.store.migration import run_migrations
from services.notify.tables import Base

run_migrations(Base.metadata)
