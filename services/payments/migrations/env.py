"""Schema versions of payments."""

from services.chassis.store.migration import run_migrations
from services.payments.tables import Base

run_migrations(Base.metadata)
