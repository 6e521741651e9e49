"""Schema versions of intake."""

from services.chassis.store.migration import run_migrations
from services.intake.tables import Base

run_migrations(Base.metadata)
