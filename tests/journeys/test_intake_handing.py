"""First-contact responsibility over HTTP: notes, hand-overs, races, closing."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.orm.exc import StaleDataError

from services.intake.domain.report import fall_silent, note
from services.intake.repository import reports
from tests.support.intake import API, KEYRING, SIGHTINGS, Asker, Desk, at, at_the_desk, story_of

Answer = tuple[int, str | None]


async def step(asker: Asker, taken: dict[str, Any], what: str, **body: Any) -> Answer:
    """The status, and the owner or the code of the problem."""
    answer = await asker.ask("POST", f"{SIGHTINGS}/{taken['id']}/{what}", body)
    return answer.status_code, answer.json().get("owner") or answer.json().get("code")


ACCEPTANCE = "hand-over/acceptance"


@at_the_desk
async def test_the_owner_changes_only_when_the_hand_over_is_accepted(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    assert await step(desk.operator, taken, "hand-over", to="key:dispatcher") == (200, "key:operator")
    waiting = await desk.operator.read(taken)
    assert (waiting["status"], waiting["owner"], waiting["hand_over_to"]) == (
        "handed_over",
        "key:operator",
        "key:dispatcher",
    )
    assert await step(desk.dispatcher, taken, ACCEPTANCE) == (200, "key:dispatcher")
    owned = await desk.operator.read(taken)

    assert (owned["status"], owned["hand_over_to"], owned["hand_overs"]) == ("open", None, 1)
    assert story_of(owned) == ["SightingReported", "ReportHandedOver", "HandOverAccepted"]
    passed, accepted = (await desk.facts())[1:]
    assert passed.data == {"report": taken["id"], "from_owner": "key:operator", "to_owner": "key:dispatcher"}
    assert accepted.data == passed.data and accepted.actor == "key:dispatcher"
    assert [fact.sequence for fact in await desk.facts()] == [1, 2, 3]


@at_the_desk
async def test_a_colleague_of_the_same_role_may_accept_and_nobody_else(desk: Desk) -> None:
    second = await desk.key("second", "operator")
    leader = await desk.key("leader", "leader")
    away = await desk.key("away", "operator", "990102")
    taken = await desk.dispatcher.sighting()
    await step(desk.dispatcher, taken, "hand-over", to="operator")

    assert await step(leader, taken, ACCEPTANCE) == (403, "not-handed-to-you")
    assert await step(desk.dispatcher, taken, ACCEPTANCE) == (403, "not-handed-to-you")
    assert await step(away, taken, ACCEPTANCE) == (404, "not-found")
    assert await step(second, taken, ACCEPTANCE) == (200, "key:second")


@at_the_desk
async def test_a_report_may_be_handed_to_whoever_of_a_role_is_in_reach(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    assert (await step(desk.operator, taken, "hand-over", to="role:dispatcher"))[0] == 200
    assert await step(desk.dispatcher, taken, ACCEPTANCE) == (200, "key:dispatcher")


@pytest.mark.parametrize("to", ["away", "auditor", "team-key", "revoked", "nobody"])
@at_the_desk
async def test_nothing_is_handed_to_somebody_who_could_not_take_it(desk: Desk, to: str) -> None:
    await desk.key("away", "operator", "990102")
    await desk.key("auditor", "auditor")
    await desk.key("team-key", "team", team="jia")
    taken = await desk.operator.sighting()
    assert await step(desk.operator, taken, "hand-over", to=to) == (422, "recipient-unknown")


@at_the_desk
async def test_what_waits_for_nobody_cannot_be_accepted(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    assert await step(desk.dispatcher, taken, ACCEPTANCE) == (409, "out-of-order")
    await step(desk.operator, taken, "hand-over", to="dispatcher")
    assert (await step(desk.dispatcher, taken, ACCEPTANCE))[0] == 200
    assert await step(desk.dispatcher, taken, ACCEPTANCE) == (409, "out-of-order")


@at_the_desk
async def test_two_who_accept_in_the_same_instant_do_not_both_own_it(desk: Desk) -> None:
    second = await desk.key("second", "dispatcher")
    for _ in range(5):
        taken = await desk.operator.sighting()
        await step(desk.operator, taken, "hand-over", to="dispatcher")
        answers = await asyncio.gather(
            *(step(asker, taken, ACCEPTANCE) for asker in (desk.dispatcher, second, desk.dispatcher))
        )
        assert sorted(status for status, _ in answers) == [200, 409, 409]
        (owner,) = [owner for status, owner in answers if status == 200]
        assert (await desk.operator.read(taken))["owner"] == owner
    assert len(await desk.facts("HandOverAccepted")) == 5


@at_the_desk
async def test_closing_and_accepting_in_the_same_instant_leave_one_story(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await step(desk.operator, taken, "hand-over", to="dispatcher")
    closing = {"outcome": "referred", "reason": "x"}
    answers = await asyncio.gather(
        step(desk.operator, taken, "closing", **closing), step(desk.dispatcher, taken, ACCEPTANCE)
    )
    shown = await desk.operator.read(taken)
    assert sorted(status for status, _ in answers) in ([200, 403], [200, 409])
    assert len(shown["story"]) == 3
    assert (shown["status"] == "closed") == (answers[0][0] == 200)


@at_the_desk
async def test_whoever_saves_over_an_older_version_must_look_again(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    async with desk.service.database.read() as session:
        before = await reports.load(session, taken["id"])
    assert before is not None
    async with desk.service.database.write() as session:
        await reports.save(session, before, note(before))
    with pytest.raises(StaleDataError):
        async with desk.service.database.write() as session:
            await reports.save(session, before, fall_silent(before))
    assert (await desk.operator.read(taken))["taken_over"] == "waiting"


@at_the_desk
async def test_a_note_is_sealed_on_the_way_and_read_at_the_desk(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    assert (await step(desk.dispatcher, taken, "notes", words="家属来电"))[0] == 201
    (fact,) = await desk.facts("ReportNoted")
    assert KEYRING.open(fact.data["note"]) == "家属来电"
    line = (await desk.operator.read(taken))["story"][-1]
    assert (line["fact"], line["actor"], line["detail"]) == (
        "ReportNoted",
        "key:dispatcher",
        {"words": "家属来电"},
    )
    assert line["at"] == at("19:00").isoformat()


@at_the_desk
async def test_only_the_owner_or_a_stand_in_closes_and_the_reason_is_kept(desk: Desk) -> None:
    second, leader = await desk.key("second", "operator"), await desk.key("leader", "leader")
    taken, other = await desk.operator.sighting(), await desk.operator.sighting()
    closing = {"outcome": "referred", "reason": "已由派出所接走"}
    assert await step(second, taken, "closing", **closing) == (403, "not-the-owner")
    assert await step(second, taken, "hand-over", to="leader") == (403, "not-the-owner")
    assert (await step(desk.operator, taken, "closing", **closing))[0] == 200
    assert (await step(leader, other, "closing", **closing))[0] == 200
    assert await step(desk.operator, taken, "closing", **closing) == (409, "out-of-order")

    shown = await second.read(taken)
    assert (shown["status"], shown["outcome"], shown["closed_at"]) == (
        "closed",
        "referred",
        at("19:00").isoformat(),
    )
    assert shown["story"][-1]["detail"] == {"outcome": "referred", "reason": "已由派出所接走"}
    fact = (await desk.facts("ReportClosed"))[0]
    assert KEYRING.open(fact.data["reason"]) == "已由派出所接走"


@at_the_desk
async def test_a_closed_report_takes_notes_and_nothing_else(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await step(desk.operator, taken, "closing", outcome="referred", reason="x")
    assert await step(desk.operator, taken, "hand-over", to="dispatcher") == (409, "out-of-order")
    assert (await step(desk.operator, taken, "notes", words="回访满意"))[0] == 201


@at_the_desk
async def test_a_step_sent_again_under_its_key_happens_once(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    path = f"{SIGHTINGS}/{taken['id']}/notes"
    answers = [await desk.operator.ask("POST", path, {"words": "x"}, once="n") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len(await desk.facts("ReportNoted")) == 1


@at_the_desk
async def test_a_team_reports_and_handles_what_is_its_own(desk: Desk) -> None:
    jia, yi = await desk.key("jia-key", "team", team="jia"), await desk.key("yi-key", "team", team="yi")
    taken = await jia.sighting(channel="patrol")
    assert taken["owner"] == "team:jia"
    assert (await jia.read(taken))["channel"] == "patrol"
    assert [item["id"] for item in (await jia.get(SIGHTINGS))["items"]] == [taken["id"]]
    assert (await yi.get(SIGHTINGS))["items"] == []
    assert (await yi.ask("GET", f"{SIGHTINGS}/{taken['id']}")).status_code == 404
    assert await step(yi, taken, "notes", words="x") == (404, "not-found")
    assert (await step(jia, taken, "notes", words="x"))[0] == 201
    assert (await step(jia, taken, "hand-over", to="dispatcher"))[0] == 200
    assert (await jia.ask("GET", f"{API}/cries-for-relief")).status_code == 403
