"""Short numbers: one row per county, winter and kind counts them without a gap."""

from collections import Counter as Tally
from collections.abc import Sequence
from itertools import count

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.contracts.words import Kind

# The same words on both databases; the row stays locked until the reports are committed.
NEXT = text(
    "insert into report_number (county, winter, kind, last) values (:county, :winter, :kind, :more) "
    "on conflict (county, winter, kind) do update set last = report_number.last + :more returning last"
)
Counter = tuple[str, int, Kind]
"""County, winter and kind of report."""


async def next_numbers(session: AsyncSession, counters: Sequence[Counter]) -> Sequence[int]:
    """One number of its counter for each, in order. All lock in one order, so that nobody waits in a ring."""
    ends = {}
    for counter, more in sorted(Tally(counters).items()):
        county, winter, kind = counter
        counted = await session.execute(
            NEXT, {"county": county, "winter": winter, "kind": str(kind), "more": more}
        )
        ends[counter] = count(int(counted.scalar_one()) - more + 1)
    return [next(ends[counter]) for counter in counters]
