"""What is no longer true is not said; what became true again is."""

from services.contracts.patrol import (
    EstimateChanged,
    OfferDeclined,
    OfferWithdrawn,
    RescueRegraded,
    RescueRelocated,
    RescueSplit,
    SightingClosed,
    SightingJoined,
)
from services.contracts.values import Point
from services.contracts.words import Grade
from tests.support import night
from tests.support.notify import KEYRING, Desk, at, at_the_desk

LIFE = Grade.LIFE_THREATENING


def joined(rescue: str, sighting: str, grade: Grade = Grade.ORDINARY) -> SightingJoined:
    return SightingJoined(rescue=rescue, sighting=sighting, metres=40, deadline=at("19:29:30"), grade=grade)


def declined(rescue: str, round: int = 1) -> OfferDeclined:
    reason = KEYRING.seal("words", "flat tyre")
    return OfferDeclined(rescue=rescue, offer=f"{rescue}-offer-{round}", team="甲队", reason=reason)


def withdrawn(rescue: str, round: int = 1) -> OfferWithdrawn:
    return OfferWithdrawn(rescue=rescue, offer=f"{rescue}-offer-{round}", team="甲队")


def estimated(rescue: str, promised: str) -> EstimateChanged:
    return EstimateChanged(rescue=rescue, offer=f"{rescue}-offer-1", team="甲队", promised_at=at(promised))


def regraded(rescue: str, grade: Grade, *reasons: str) -> RescueRegraded:
    return RescueRegraded(
        rescue=rescue, grade=grade, grade_reasons=reasons, profile="town", deadline=at("19:20")
    )


async def open_rescue(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.reported("s1", "18:59:30"))
    await desk.say(night.opened("r1", "s1", "18:59:30"), story="s1")


@at_the_desk
async def test_a_team_that_is_heard_of_after_the_report_was_closed_is_no_news(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.reported("s1", "18:59:30"), night.closed("s1"))
    accepted = [night.opened("r1", "s1", "18:59:30"), night.accepted("r1", "甲队", "19:05:52", "s1")]
    await desk.say(*accepted, story="s1")

    assert await desk.told() == [
        ("reporter", "closed", "sent"),
        ("reporter", "on_its_way", "superseded"),
        ("reporter", "received", "sent"),
    ]
    (superseded,) = await desk.facts("MessageSuperseded")
    assert superseded.data["because"] == "closed" and superseded.data["template"] == "on_its_way"
    assert len(desk.capture.captured) == 2


@at_the_desk
async def test_an_outcome_drops_the_word_that_a_team_is_coming_if_it_is_unsent(desk: Desk) -> None:
    await open_rescue(desk)
    desk.capture.behave(503, "/sms")
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    desk.capture.behave(None, "/sms")
    await desk.say(night.answered("r1", "s1"), story="s1")
    await desk.reach("19:30")

    message = await desk.one("on_its_way")
    assert (message["state"], message["reason"], message["attempts"]) == ("superseded", "answered", 1)


@at_the_desk
async def test_what_was_sent_stays_sent(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    await desk.say(night.answered("r1", "s1"), declined("r1"), night.closed("s1"), story="s1")

    assert (await desk.one("on_its_way"))["state"] == "sent"
    assert await desk.facts("MessageSuperseded") == []


@at_the_desk
async def test_a_second_team_is_no_second_message(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    await desk.say(declined("r1"), night.accepted("r1", "乙队", "19:20", "s1", round=2), story="s1")

    assert (await desk.one("on_its_way"))["state"] == "sent"
    assert len([one for one in desk.capture.captured if "已出发" in one.body["text"]]) == 1


@at_the_desk
async def test_a_team_that_gives_up_before_its_word_is_sent_is_replaced_by_the_next(desk: Desk) -> None:
    await open_rescue(desk)
    desk.capture.behave(503, "/sms")
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    await desk.say(withdrawn("r1"), story="s1")
    assert (await desk.one("on_its_way"))["reason"] == "team_withdrawn"

    desk.capture.behave(None, "/sms")
    await desk.reach("19:03")
    await desk.say(night.accepted("r1", "乙队", "19:12", "s1", round=2, seconds=540), story="s1")

    message = await desk.one("on_its_way")
    assert message["state"] == "sent" and "约 9 分钟（19:12 前后）" in message["text"]


@at_the_desk
async def test_who_joins_a_rescue_that_has_its_team_is_told_what_is_left_of_the_way(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    await desk.say(estimated("r1", "19:10"), story="s1")
    await desk.reach("19:03")
    await desk.say(joined("r1", "s2"), story="s1")
    await desk.say(night.reported("s2", "19:02:50", "0000-5550002"))

    told = [one.body["text"] for one in desk.capture.captured if one.body["to"] == "0000-5550002"]
    assert len(told) == 2
    assert "编号 002" in told[1] and "约 7 分钟（19:10 前后）" in told[1]


@at_the_desk
async def test_who_joins_after_the_outcome_is_told_no_team_is_coming(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), night.answered("r1", "s1"), story="s1")
    await desk.say(night.reported("s2", "19:02:50", "0000-5550002"), joined("r1", "s2"))

    told = {one["template"]: one["state"] for one in await desk.messages(story="s2")}
    assert told == {"received": "sent", "on_its_way": "superseded"}


@at_the_desk
async def test_nobody_without_a_number_or_the_wish_is_called_back(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(
        night.reported("s1", "18:59:30", caller=None), night.reported("s2", "19:00", call_back=False)
    )
    await desk.say(night.opened("r1", "s1", "18:59:30"), joined("r1", "s2"), story="s1")
    await desk.say(
        night.accepted("r1", "甲队", "19:05:52", "s1", "s2"), night.closed("s1"), night.closed("s2")
    )

    assert await desk.told() == []


@at_the_desk
async def test_the_closing_of_a_report_of_another_kind_is_not_ours_to_tell(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.closed("complaint-1"))

    assert await desk.told() == []


@at_the_desk
async def test_the_emergency_partner_is_told_once_however_often_the_grade_changes(desk: Desk) -> None:
    await open_rescue(desk)
    assert ("emergency_partner", "life_threatening", "sent") not in await desk.told()
    await desk.say(regraded("r1", LIFE, "frostbite"), story="s1")
    await desk.say(regraded("r1", Grade.ORDINARY), regraded("r1", LIFE, "bleeding"), story="s1")
    await desk.say(joined("r1", "s2", LIFE), story="s1")

    message = await desk.one("life_threatening")
    assert message["state"] == "sent" and "冻伤" in message["text"] and "19:20" in message["text"]


@at_the_desk
async def test_a_sighting_that_shows_danger_raises_the_alarm(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(joined("r1", "s2", LIFE), story="s1")

    assert (await desk.one("life_threatening"))["state"] == "sent"


@at_the_desk
async def test_each_wait_and_each_risk_is_told_once_to_the_leader(desk: Desk) -> None:
    await open_rescue(desk)
    facts = [night.queued("r1", 1), night.queued("r1", 1), night.queued("r1", 2)]
    await desk.say(*facts, night.at_risk("r1", 1, promised=None), night.at_risk("r1", 2), story="s1")
    await desk.say(night.breached("r1"), night.breached("r1"), story="s1")

    told = [(template, state) for party, template, state in await desk.told() if party == "leader"]
    assert told == [
        ("at_risk", "sent"),
        ("at_risk", "sent"),
        ("breached", "sent"),
        ("queued", "sent"),
        ("queued", "sent"),
    ]


@at_the_desk
async def test_a_drill_says_so_in_every_message_and_fact(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(
        night.reported("s1", "18:59:30"), night.opened("r1", "s1", "19:00", LIFE), story="s1", drill=True
    )

    assert all(one.body["text"].startswith("【演练】") for one in desk.capture.captured)
    assert all(fact.drill for fact in await desk.facts("MessageSent"))
    assert all(one["drill"] for one in await desk.messages())


@at_the_desk
async def test_a_fact_about_a_rescue_of_long_ago_is_told_with_what_is_known(desk: Desk) -> None:
    await desk.set_up()
    await desk.say(night.breached("rescue-of-long-ago"), story="s1")

    assert "ng-ago" in (await desk.one("breached"))["text"]


def desk_closed(rescue: str, left: int = 0, team: str | None = "甲队") -> SightingClosed:
    return SightingClosed(rescue=rescue, sighting="s1", sightings_left=left, team=team)


@at_the_desk
async def test_a_team_on_its_way_is_told_once_that_nobody_calls_for_it_any_more(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    await desk.say(desk_closed("r1", left=1), desk_closed("r1", team=None), story="s1")
    assert not [one for one in await desk.messages() if one["template"] == "desk_closed"]

    await desk.say(desk_closed("r1"), desk_closed("r1"), story="s1")
    message = await desk.one("desk_closed")
    assert (message["party"], message["state"]) == ("team", "sent")
    assert "办结" in message["text"] and "001" in message["text"]


@at_the_desk
async def test_a_desk_that_closed_everything_need_not_be_told_of_once_the_rescue_is_over(desk: Desk) -> None:
    await desk.say(night.reported("s1", "18:59:30"))
    await desk.say(night.opened("r1", "s1", "18:59:30"), desk_closed("r1"), story="s1")
    assert (await desk.one("desk_closed"))["state"] == "no_route"
    await desk.say(night.answered("r1", "s1"), story="s1")
    assert (await desk.one("desk_closed"))["state"] == "superseded"


@at_the_desk
async def test_a_corrected_place_is_told_to_who_is_on_the_way_and_where_a_life_is_in_danger(
    desk: Desk,
) -> None:
    await open_rescue(desk)
    moved = RescueRelocated(
        rescue="r1",
        sighting="s1",
        correction=1,
        point=Point(longitude=100.5, latitude=40.25),
        metres=9_000,
        profile="remote",
        limit_seconds=3600,
        deadline=at("19:59:30"),
        area="990101002",
    )
    await desk.say(moved, story="s1")
    assert not {one["template"] for one in await desk.messages()} & {"place_corrected", "life_threatening"}

    await desk.say(regraded("r1", LIFE, "unconscious"), story="s1")
    again = moved.model_copy(update={"correction": 2, "team": "甲队", "offer": "r1-offer-1"})
    await desk.say(again, again, story="s1")
    assert "地点已更正" in (await desk.one("place_corrected"))["text"]
    partner = [one for one in await desk.messages() if one["template"] == "life_threatening"]
    assert len(partner) == 2


@at_the_desk
async def test_whoever_was_split_off_is_told_nothing_of_the_other_rescue_any_more(desk: Desk) -> None:
    await open_rescue(desk)
    await desk.say(night.reported("s2", "18:59:40"))
    await desk.say(joined("r1", "s2"), story="s1")
    split = {"sighting": "s2", "other": "s1", "join": 2, "sightings": ("s2",), "deadline": at("19:29:40")}
    await desk.say(RescueSplit(rescue="r2", from_rescue="r1", **split), story="s2")
    await desk.say(night.accepted("r1", "甲队", "19:05:52", "s1"), story="s1")
    told = [message["about"] for message in await desk.messages(template="on_its_way")]
    assert told == ["s1"]
