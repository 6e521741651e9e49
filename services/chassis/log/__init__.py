"""Facts on their way: said in a unit of work, kept in an outbox, relayed to a log, consumed once."""

from services.chassis.log.embedded import EmbeddedLog
from services.chassis.log.records import Fenced, Log, LogReplaced, Positions, Record
from services.chassis.log.tables import LogTables, log_tables
from services.chassis.log.together import Together
from services.chassis.log.unit import Origin, Units, Work

__all__ = [
    "EmbeddedLog",
    "Fenced",
    "Log",
    "LogReplaced",
    "LogTables",
    "Origin",
    "Positions",
    "Record",
    "Together",
    "Units",
    "Work",
    "log_tables",
]
