"""Who is asking, what they may do, and which areas they may see. Closed by default."""

from services.chassis.access.actor import EVERYWHERE, Actor, Denied, Hidden, Unknown, inside
from services.chassis.access.keys import Keys, access_table, hash_of, key_handlers
from services.chassis.access.scope import visible
from services.chassis.access.session_keys import SessionKeys
from services.chassis.access.sessions import (
    COOKIE,
    LIFE,
    Session,
    Sessions,
    keep_revoked,
    revoked_table,
    session_handlers,
    token_of,
)

__all__ = [
    "COOKIE",
    "EVERYWHERE",
    "LIFE",
    "Actor",
    "Denied",
    "Hidden",
    "Keys",
    "Session",
    "SessionKeys",
    "Sessions",
    "Unknown",
    "access_table",
    "hash_of",
    "inside",
    "keep_revoked",
    "key_handlers",
    "revoked_table",
    "session_handlers",
    "token_of",
    "visible",
]
