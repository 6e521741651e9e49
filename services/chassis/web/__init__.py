"""HTTP: the app factory, problems in the reader's language, idempotency keys, health, metrics, streams."""

from services.chassis.web.app import build
from services.chassis.web.calls import Call, call_by, hidden_unless, page_by
from services.chassis.web.cookies import CrossSite, end_session, give_session
from services.chassis.web.idempotency import Answer
from services.chassis.web.office import Office
from services.chassis.web.paging import Page, decode_cursor, page_of
from services.chassis.web.problems import ProblemKind
from services.chassis.web.schemas import Body, Shown, WrittenTime
from services.chassis.web.service import Blueprint, Service, Surroundings
from services.chassis.web.settings import ServiceSettings
from services.chassis.web.sharing import Shared, Wish
from services.chassis.web.tables import CommonTables, common_tables

__all__ = [
    "Answer",
    "Blueprint",
    "Body",
    "Call",
    "CommonTables",
    "CrossSite",
    "Office",
    "Page",
    "ProblemKind",
    "Service",
    "ServiceSettings",
    "Shared",
    "Shown",
    "Surroundings",
    "Wish",
    "WrittenTime",
    "build",
    "call_by",
    "common_tables",
    "decode_cursor",
    "end_session",
    "give_session",
    "hidden_unless",
    "page_by",
    "page_of",
]
