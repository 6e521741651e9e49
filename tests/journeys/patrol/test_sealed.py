"""What people say is sealed before it is kept or said on."""

from sqlalchemy import select

from services.patrol.repository import Base
from tests.support.patrol import Patrol, at

API = "/patrol/api/v1/rescues"


async def everything_written(p: Patrol) -> str:
    """All values of all rows, and what patrol said, as text: what a thief would find."""
    async with p.service.database.read() as session:
        found = [
            str(row)
            for table in Base.metadata.sorted_tables
            if table.name != "access_key"  # named by the test
            for row in (await session.execute(select(table))).all()
        ]
    return "\n".join([*found, *(fact.model_dump_json() for fact in await p.facts())])


def test_nothing_that_people_say_stands_anywhere_in_clear(play):
    async def story(p: Patrol):
        near = await p.crew("甲队", 1_000, members=["王建国"])
        further = await p.crew("乙队", 3_000)
        await p.report()
        rescue = (await p.rescue())["id"]
        await near.say("refusal", reason="轮胎坏了")
        await p.dispatcher.post(f"{API}/{rescue}/grade", {"grade": "life_threatening", "reason": "已昏迷"})
        await further.say("acceptance")
        await further.say("estimate", arrive_at=at("18:40").isoformat(), reason="塌方")
        await p.dispatcher.post(f"{API}/{rescue}/dispatch", {"team": near.id, "reason": "会说方言"})
        await near.say("acceptance")
        await p.reach("18:16")
        await p.dispatcher.post(f"{API}/{rescue}/breach-reason", {"reason": "大雪封路"})
        await p.dispatcher.post(f"{API}/{rescue}/clock-stop", {"reason": "民警已在现场"})
        await near.say("arrival")
        await near.say("outcome", outcome="refused", people=1, words="老李说不走")
        written = await everything_written(p)
        for secret in ("王建国", "轮胎坏了", "已昏迷", "塌方", "会说方言", "大雪封路", "民警", "老李"):
            assert secret not in written

    play(story)
