"""What the desk sees of a rescue: a copy fed by patrol's facts, in whatever order they come."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from services.contracts.catalogue import FACTS
from services.contracts.envelope import Fact
from services.intake.handlers import HANDLERS
from tests.support import intake_patrol as patrol
from tests.support.intake import KEYRING, SIGHTINGS, Desk, at, at_the_desk, story_of


async def play(desk: Desk, *facts: Fact) -> None:
    """One after the other, each a step further."""
    for number, fact in enumerate(facts, start=1):
        await desk.say(fact, sequence=number)


@at_the_desk
async def test_the_desk_follows_a_rescue_from_the_offer_to_the_answer(desk: Desk) -> None:
    taken = await desk.operator.sighting()

    async def rescue(fact: Fact, sequence: int) -> dict[str, Any]:
        await desk.say(fact, sequence)
        return dict((await desk.operator.read(taken))["rescue"])

    assert (await rescue(patrol.opened(taken), 1))["state"] == "waiting"
    asked = await rescue(patrol.offered(), 2)
    assert (asked["state"], asked["team"]) == ("offered", {"id": "jia", "name": "甲队"})
    assert asked["promised_at"] == at("19:05:12").isoformat() and asked["number"] == "001"
    assert asked["deadline"] == at("19:29:30").isoformat() and asked["grade"] == "ordinary"
    assert (await rescue(patrol.accepted(), 3))["promised_at"] == at("19:05:52").isoformat()
    assert (await rescue(patrol.departed(), 4))["state"] == "en_route"
    assert (await rescue(patrol.estimated(), 5))["promised_at"] == at("19:40").isoformat()
    assert (await rescue(patrol.at_risk(), 6))["at_risk"]
    assert (await rescue(patrol.breached(), 7))["breached"]
    assert (await rescue(patrol.arrived(), 8))["state"] == "arrived"
    assert not (await rescue(patrol.stopped(), 9))["at_risk"]
    answered = await rescue(patrol.answered(taken), 10)
    assert (answered["state"], answered["outcome"]) == ("answered", "refused")
    assert story_of(await desk.operator.read(taken)) == [
        *(
            "SightingReported",
            "RescueOpened",
            "TeamOffered",
            "OfferAccepted",
            "TeamDeparted",
            "EstimateChanged",
        ),
        *("RescueAtRisk", "RescueBreached", "TeamArrived", "ClockStopped", "RescueAnswered", "ReportClosed"),
    ]


@pytest.mark.parametrize("gone", [patrol.lapsed, patrol.withdrawn, lambda: patrol.declined(SEALED)])
@at_the_desk
async def test_a_team_that_is_not_coming_is_not_shown_as_coming(desk: Desk, gone: Callable[[], Fact]) -> None:
    taken = await desk.operator.sighting()
    await play(desk, patrol.opened(taken), patrol.offered(), gone(), patrol.queued())
    shown = await desk.operator.read(taken)

    rescue = shown["rescue"]
    assert (rescue["state"], rescue["team"], rescue["promised_at"]) == ("waiting", None, None)
    assert rescue["queued"]
    assert shown["story"][3]["detail"]["team"] == "甲队", "known from the offer"
    assert shown["story"][4]["detail"] == {"round": 1, "place_in_queue": 1}


SEALED = KEYRING.seal("words", "车坏了")


@at_the_desk
async def test_words_of_a_team_are_opened_for_the_desk_and_not_for_an_auditor(desk: Desk) -> None:
    taken = await desk.operator.sighting(words="桥下", address="人民路", caller="13900000007")
    await play(desk, patrol.opened(taken), patrol.offered(), patrol.declined(SEALED))
    auditor = await desk.key("auditor", "auditor")
    desks, audited = await desk.dispatcher.read(taken), await auditor.read(taken)

    assert desks["story"][3]["detail"] == {"team": "甲队", "reason": "车坏了"}
    assert (desks["words"], desks["place"]["address"]) == ("桥下", "人民路")
    assert audited["story"][3]["detail"] == {"team": "甲队", "reason": None}
    assert (audited["words"], audited["place"]["address"], audited["caller"]) == (None, None, "139****0007")


@at_the_desk
async def test_the_callers_number_is_in_full_for_the_owner_only(desk: Desk) -> None:
    taken = await desk.operator.sighting(caller="13900000007")
    assert (await desk.operator.read(taken))["caller"] == "13900000007"
    assert (await desk.dispatcher.read(taken))["caller"] == "139****0007"
    await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/hand-over", {"to": "dispatcher"})
    assert (await desk.dispatcher.read(taken))["caller"] == "139****0007"
    await desk.dispatcher.post(f"{SIGHTINGS}/{taken['id']}/hand-over/acceptance")
    assert (await desk.dispatcher.read(taken))["caller"] == "13900000007"
    assert (await desk.operator.read(taken))["caller"] == "139****0007"


@at_the_desk
async def test_two_sightings_of_one_rescue_share_its_story_and_both_are_closed(desk: Desk) -> None:
    first, second = await desk.operator.sighting(), await desk.dispatcher.sighting()
    await play(
        desk, patrol.opened(first), patrol.offered(), patrol.joined(second), patrol.answered(first, second)
    )

    for taken in (first, second):
        shown = await desk.operator.read(taken)
        assert (shown["status"], shown["outcome"], shown["rescue"]["id"]) == ("closed", "refused", "rescue-1")
        assert shown["rescue"]["grade"] == "protective"
        assert "TeamOffered" in story_of(shown) and story_of(shown)[-1] == "ReportClosed"
        assert story_of(shown).count("ReportClosed") == 1
    closed = await desk.facts("ReportClosed")
    assert sorted(fact.data["report"] for fact in closed) == sorted([first["id"], second["id"]])
    assert {fact.data["outcome"] for fact in closed} == {"refused"}
    assert [fact.actor for fact in closed] == ["service:intake"] * 2
    assert (await desk.rows())["timer"] == 0


@at_the_desk
async def test_every_fact_twice_changes_nothing_more(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    facts = [patrol.opened(taken), patrol.offered(), patrol.accepted(), patrol.answered(taken)]
    said = [desk.envelope(fact, number) for number, fact in enumerate(facts, start=1)]
    for envelope in said:
        await desk.append(envelope, envelope)
    before = await desk.operator.read(taken)
    await desk.append(*said)

    assert await desk.operator.read(taken) == before
    assert len(await desk.facts("ReportClosed")) == 1
    assert len(before["story"]) == 1 + len(said) + 1


@at_the_desk
async def test_an_answer_said_again_under_another_name_closes_nothing_twice(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await play(desk, patrol.opened(taken), patrol.answered(taken), patrol.answered(taken))
    assert len(await desk.facts("ReportClosed")) == 1
    assert (await desk.rows())["parked"] == 0


@at_the_desk
async def test_whatever_comes_first_the_end_is_the_same(desk: Desk) -> None:
    seen = set()
    for order in permutations(range(4)):
        taken = await desk.operator.sighting()
        rescue = f"rescue-{len(seen)}-{'-'.join(map(str, order))}"
        facts = [patrol.opened(taken), patrol.offered(), patrol.lapsed(), patrol.answered(taken)]
        for number in order:
            await desk.say(facts[number].model_copy(update={"rescue": rescue}), sequence=number + 1)
        shown = await desk.operator.read(taken)
        summary = {**shown["rescue"], "id": ""}
        seen.add((shown["status"], shown["outcome"], shown["taken_over"], str(sorted(summary.items()))))
    assert len(seen) == 1
    assert (await desk.rows())["parked"] == 0
    assert len(await desk.facts("ReportClosed")) == 24


@at_the_desk
async def test_a_rescue_of_nobody_we_know_is_kept_and_harms_nobody(desk: Desk) -> None:
    await play(desk, patrol.opened({"id": "unknown"}), patrol.offered(), patrol.answered({"id": "unknown"}))
    rows = await desk.rows()
    assert (rows["rescue"], rows["parked"], rows["report"]) == (1, 0, 0)
    assert await desk.facts() == []


@at_the_desk
async def test_a_sighting_closed_by_hand_keeps_its_outcome_when_the_rescue_is_answered(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    closing = {"outcome": "false_report", "reason": "恶作剧"}
    await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/closing", closing)
    await play(desk, patrol.opened(taken), patrol.answered(taken))
    shown = await desk.operator.read(taken)

    assert (shown["outcome"], shown["taken_over"], shown["rescue"]["state"]) == (
        "false_report",
        "taken_over",
        "answered",
    )
    assert len(await desk.facts("ReportClosed")) == 1


@at_the_desk
async def test_a_sighting_with_a_rescue_under_way_is_not_closed_by_hand(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.say(patrol.opened(taken))
    closing = {"outcome": "referred", "reason": "x"}
    answer = await desk.operator.ask("POST", f"{SIGHTINGS}/{taken['id']}/closing", closing)
    assert (answer.status_code, answer.json()["code"]) == (409, "rescue-under-way")
    assert (await desk.operator.read(taken))["status"] == "open"


@at_the_desk
async def test_a_hand_over_that_waits_ends_with_the_answer(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.operator.post(f"{SIGHTINGS}/{taken['id']}/hand-over", {"to": "role:dispatcher"})
    await play(desk, patrol.opened(taken), patrol.answered(taken))
    shown = await desk.operator.read(taken)
    assert (shown["status"], shown["owner"], shown["hand_over_to"]) == ("closed", "key:operator", None)


@at_the_desk
async def test_a_grade_given_by_hand_is_seen(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await play(desk, patrol.opened(taken), patrol.regraded())
    rescue = (await desk.operator.read(taken))["rescue"]
    assert (rescue["grade"], rescue["deadline"]) == ("life_threatening", at("19:14:30").isoformat())


def test_every_fact_about_a_sighting_or_rescue_is_heard() -> None:
    patrols = {
        fact for fact in FACTS.values() if fact.service == "patrol" and fact.root in ("rescue", "sighting")
    }
    assert set(HANDLERS) == patrols
