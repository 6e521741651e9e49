"""Notify's rows. People's names and logins, telephone numbers, addresses and the secrets of providers are sealed text,
purpose `contact`."""

from services.notify.tables.base import COMMON, Base
from services.notify.tables.customs import QuietHoursRow, WordingRow
from services.notify.tables.journal import (
    JOURNAL,
    JOURNAL_NAME,
    JournalNameRow,
    JournalRow,
)
from services.notify.tables.messages import (
    MESSAGE,
    AttemptRow,
    ContactRouteRow,
    EscalationRow,
    MessageRow,
    ProviderRow,
    RescueRow,
    SightingRow,
)
from services.notify.tables.people import (
    GUESS,
    ApiKeyRow,
    DutyRow,
    GuessRow,
    PersonRouteRow,
    PersonRow,
    PostRow,
    SessionRow,
)

__all__ = [
    "COMMON",
    "GUESS",
    "JOURNAL",
    "JOURNAL_NAME",
    "MESSAGE",
    "ApiKeyRow",
    "AttemptRow",
    "Base",
    "ContactRouteRow",
    "DutyRow",
    "EscalationRow",
    "GuessRow",
    "JournalNameRow",
    "JournalRow",
    "MessageRow",
    "PersonRouteRow",
    "PersonRow",
    "PostRow",
    "ProviderRow",
    "QuietHoursRow",
    "RescueRow",
    "SessionRow",
    "SightingRow",
    "WordingRow",
]
