"""Who is asking, what they may do, and which areas they may see. Closed by default."""

from services.chassis.access.actor import EVERYWHERE, Actor, Denied, Hidden, Unknown, inside
from services.chassis.access.keys import Keys, access_table, hash_of, key_handlers
from services.chassis.access.scope import visible

__all__ = [
    "EVERYWHERE",
    "Actor",
    "Denied",
    "Hidden",
    "Keys",
    "Unknown",
    "access_table",
    "hash_of",
    "inside",
    "key_handlers",
    "visible",
]
