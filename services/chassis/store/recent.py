"""What was saved just now is kept in memory, and taken from there for as long as it is good enough."""

from collections import OrderedDict
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.store.database import LASTING, once_committed

Whole = TypeVar("Whole")
MOST = 2_000


class Recent(Generic[Whole]):
    """Things that are kept in several tables, by id and version. A row's version tells whether the rest of it must be
    read. One per kind of thing; the things themselves last as long as the service has its database open."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def _kept(self, session: AsyncSession) -> OrderedDict[str, tuple[int, Whole]]:
        kept: OrderedDict[str, tuple[int, Whole]] = session.info[LASTING].setdefault(
            self._kind, OrderedDict()
        )
        return kept

    def _own(self, session: AsyncSession) -> dict[str, tuple[int, Whole]]:
        """Saved in this session, and nobody's business until it is committed."""
        own: dict[str, tuple[int, Whole]] = session.info.setdefault(self._kind, {})
        return own

    def get(self, session: AsyncSession, id: str, version: int) -> Whole | None:
        """None where it was not saved here, or is another one by now."""
        for known in (self._own(session).get(id), self._kept(session).get(id)):
            if known is not None and known[0] == version:
                return known[1]
        return None

    def since(self, session: AsyncSession, id: str, version: int) -> Whole | None:
        """As it was committed here, of this version or a later one, whatever the database says by now: for those who
        hear of every version, also of those that others saved."""
        known = self._kept(session).get(id)
        return known[1] if known is not None and known[0] >= version else None

    def saved(self, session: AsyncSession, id: str, version: int, whole: Whole) -> None:
        """Kept for others once it is committed: a version that was rolled back may be given to something else."""
        self._own(session)[id] = (version, whole)
        kept = self._kept(session)

        def keep() -> None:
            kept[id] = (version, whole)
            kept.move_to_end(id)
            if len(kept) > MOST:
                kept.popitem(last=False)

        once_committed(session, keep)
