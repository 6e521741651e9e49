"""Passwords, hashed with Argon2id: slow on purpose, so in threads of their own, and not many at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from services.chassis.clock import Ids

# OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))
LENGTH = 16
_threads = ThreadPoolExecutor(2, thread_name_prefix="passwords")
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$8mzwNSE2ZtwixVTSxj8onQ$h+mvcCH+YuA/XXFyhn7S5LywJCY6/u70u/soaLl42Co"
"""Looked at in place of the hash of somebody whom we do not know: that takes as long."""


def made(ids: Ids) -> str:
    """For somebody else, shown once."""
    return ids.secret()[:LENGTH]


async def hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def is_right(password: str, known: str | None) -> bool:
    """As slow for somebody without a password as for one with."""
    loop = asyncio.get_running_loop()
    right: bool = await loop.run_in_executor(_threads, _hasher.verify, password, known or NOBODY)
    return right and known is not None


def hashed_now(password: str) -> str:
    """For the command line, where nobody else waits."""
    return _hasher.hash(password)
