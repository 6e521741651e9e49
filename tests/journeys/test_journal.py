"""The journal: everything that was said, once, for ever; and the story of a report told from it."""

from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from services.chassis.access import hash_of
from services.chassis.clock import SteppedClock
from services.contracts.notify import KeyAdded
from services.notify.tables import JournalRow
from services.platform.client import Refused
from services.platform.evening.people import gather
from services.platform.evening.script import START, Evening
from tests.support import night
from tests.support.notify import ELSEWHERE, Desk, at_the_desk
from tests.support.stand import URL, InTime, Stand, ready, stand


@pytest.fixture
def evening(databases: Any, in_time: InTime, log: Any) -> Any:
    """Plays the evening, then asks."""
    made = ready(databases)

    def play(asking: Any) -> None:
        async def main() -> None:
            clock = SteppedClock(START)
            async with stand(made, log(clock), clock) as here:
                people = await gather(here.admin, f"{URL}/capture")
                night = Evening(people)
                await night.play(here.pace.reach)
                await here.house.settle()
                await asking(here, people, night)

        in_time(main())

    return play


def test_the_journal_holds_every_fact_of_the_evening_once_and_the_words_sealed(evening: Any) -> None:
    async def asking(here: Stand, *_: Any) -> None:
        said = {str(fact.id): fact for fact in await here.facts()}
        async with here.house.service("notify").database.read() as session:
            rows = (await session.execute(select(JournalRow))).scalars().all()
        assert {row.id for row in rows} == set(said) and len(rows) == len(said)
        assert all(row.data == dict(said[row.id].data) for row in rows)
        written = " ".join(str(row) for row in rows)
        assert "5550001" not in written and "桥下有人睡" not in written

    evening(asking)


def test_the_story_of_a_report_goes_from_the_call_to_the_outcome_across_services(evening: Any) -> None:
    async def asking(here: Stand, people: Any, night: Any) -> None:
        first = night.sightings[0]
        story = (await people.leader.get(f"/notify/api/v1/trace/{first['id']}"))["items"]
        told = [(one["service"], one["fact"]) for one in story]
        assert told[0] == ("intake", "SightingReported")
        for later, earlier in (
            (("patrol", "RescueOpened"), ("intake", "SightingReported")),
            (("patrol", "TeamOffered"), ("patrol", "RescueOpened")),
            (("patrol", "OfferAccepted"), ("patrol", "TeamOffered")),
            (("patrol", "TeamArrived"), ("patrol", "TeamDeparted")),
            (("patrol", "RescueAnswered"), ("patrol", "TeamArrived")),
            (("intake", "ReportClosed"), ("patrol", "RescueAnswered")),
        ):
            assert told.index(later) > told.index(earlier), (later, told)
        assert ("notify", "MessageSent") in told
        assert [one["at"] for one in story] == sorted(one["at"] for one in story)
        assert story[0]["data"]["caller"] == "sealed" and story[0]["data"]["number"] == first["number"]
        rescue = next(one["data"]["rescue"] for one in story if one["fact"] == "RescueOpened")
        message = next(one["data"]["message"] for one in story if one["fact"] == "MessageSent")
        for name in (rescue, message):
            assert (await people.leader.get(f"/notify/api/v1/trace/{name}"))["items"] == story

    evening(asking)


def test_a_story_is_for_those_who_oversee_its_area(evening: Any) -> None:
    async def asking(here: Stand, people: Any, night: Any) -> None:
        path = f"/notify/api/v1/trace/{night.sightings[0]['id']}"
        keys = {"area": ELSEWHERE, "name": "别处", "role": "auditor"}
        foreign = here.admin.with_key((await here.admin.post("/notify/api/v1/keys", keys))["key"])
        for asker, status in ((people.operator, 403), (people.dispatcher, 403), (foreign, 404)):
            with pytest.raises(Refused) as refused:
                await asker.get(path)
            assert refused.value.status == status

    evening(asking)


@at_the_desk
async def test_two_reports_of_one_person_are_one_story(desk: Desk) -> None:
    await desk.say(night.reported("s1", "19:00"), night.opened("r1", "s1", "19:00"), story="s1")
    await desk.say(night.reported("s2", "19:01"), story="s2")
    await desk.say(night.joined("r1", "s2"), story="s1")
    stories = [(await desk.admin.get(f"/trace/{name}"))["items"] for name in ("s1", "s2", "r1")]
    assert stories[0] == stories[1] == stories[2]
    assert [one["fact"] for one in stories[0] if one["service"] == "intake"] == ["SightingReported"] * 2


@pytest.mark.parametrize("change", [delete(JournalRow), update(JournalRow).values(actor="nobody")])
@at_the_desk
async def test_nobody_changes_or_deletes_what_is_in_the_journal(desk: Desk, change: Any) -> None:
    await desk.say(night.reported("s1", "19:00"))
    with pytest.raises(DBAPIError, match="never changed"):
        async with desk.service.database.write() as session:
            await session.execute(change)
    async with desk.service.database.read() as session:
        assert (await session.execute(select(func.count()).select_from(JournalRow))).scalar_one() >= 1


@at_the_desk
async def test_a_fact_that_cannot_be_applied_is_kept_as_well_and_one_that_comes_again_is_kept_once(
    desk: Desk,
) -> None:
    broken = desk.envelope(KeyAdded(api_key="k9", hash=hash_of("x"), name="x", role="operator", scope="*"))
    unfit = broken.model_copy(update={"data": {"api_key": "k9"}})
    again = desk.envelope(night.reported("s1", "19:00"))
    await desk.append(unfit, again, again)
    await desk.rest()
    async with desk.service.database.read() as session:
        kept = set((await session.execute(select(JournalRow.id))).scalars())
        parked = (await session.execute(text("select count(*) from parked"))).scalar_one()
    assert {str(unfit.id), str(again.id)} <= kept and parked == 1


@at_the_desk
async def test_a_fact_that_nobody_here_listens_to_is_kept_and_waits_behind_nothing(desk: Desk) -> None:
    unfit = desk.envelope(night.reported("s1", "19:00")).model_copy(update={"data": {"report": "s1"}})
    unknown = desk.envelope(night.closed("s1")).model_copy(update={"type": "cn.nuandong.intake.SnowFell.v1"})
    await desk.append(unfit, unknown)
    await desk.rest()
    async with desk.service.database.read() as session:
        kept = set((await session.execute(select(JournalRow.id))).scalars())
        parked = (await session.execute(text("select count(*) from parked"))).scalar_one()
    assert {str(unfit.id), str(unknown.id)} <= kept and parked == 1
