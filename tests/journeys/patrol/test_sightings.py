"""Every sighting is in exactly one rescue, or declined with a reason; heard twice it is one."""

from services.contracts.intake import SightingReported
from services.contracts.words import Sign
from tests.support.patrol import BRIDGE, COUNTY, HILLS, KEYRING, TOWN, Patrol, at, kind_of, north


async def numbers(p: Patrol) -> list[str]:
    return [rescue["number"] for rescue in (await p.dispatcher.get("/patrol/api/v1/rescues"))["items"]]


def test_a_sighting_opens_a_rescue_with_its_reasons_and_its_clock(play):
    async def story(p: Patrol):
        await p.reach("19:00")
        sighting = await p.report(received_at=at("18:59:30"), signs=(Sign.FROSTBITE, Sign.ELDERLY))
        (opened,) = await p.facts("RescueOpened")
        assert opened.correlationid == opened.data["sighting"] == sighting
        assert (opened.data["grade"], opened.data["grade_reasons"]) == ("life_threatening", ["frostbite"])
        assert opened.data["limit_seconds"] == 900 and opened.area == TOWN

    play(story)


def test_a_sighting_heard_twice_is_one(play):
    async def story(p: Patrol):
        await p.report(sighting="s")
        await p.report(sighting="s")
        await p.report(sighting="declined", point=None, area="110101")
        await p.report(sighting="declined", point=None, area="110101")
        kinds = [kind_of(fact) for fact in await p.facts()]
        assert kinds.count("RescueOpened") == 1 and kinds.count("SightingDeclined") == 1
        assert (await p.http.get("/patrol/readyz")).json()["degraded"] == [], "nothing was parked"

    play(story)


def test_two_calls_about_one_person_are_one_rescue_with_the_earliest_clock(play):
    async def story(p: Patrol):
        await p.reach("19:00")
        await p.report(received_at=at("18:59"))
        await p.report(north(60), received_at=at("18:55"), people=2)
        rescue = await p.rescue()
        assert [seen["id"] for seen in rescue["sightings"]] == ["sighting-1", "sighting-2"]
        assert rescue["deadline"] == at("19:25").isoformat() and rescue["people"] == 2
        (joined,) = await p.facts("SightingJoined")
        assert joined.data["sighting"] == "sighting-2" and joined.data["metres"] == 60
        assert await numbers(p) == ["001"]

    play(story)


def test_a_graver_call_about_the_same_person_raises_the_grade(play):
    async def story(p: Patrol):
        await p.report()
        await p.report(north(20), signs=(Sign.UNCONSCIOUS,))
        rescue = await p.rescue()
        assert rescue["grade"] == "life_threatening" and rescue["deadline"] == at("18:15").isoformat()
        said = [kind_of(fact) for fact in await p.facts()]
        assert said[-2:] == ["SightingJoined", "RescueRegraded"]

    play(story)


def test_calls_from_other_places_or_later_hours_are_rescues_of_their_own(play):
    async def story(p: Patrol):
        await p.report()
        await p.report(north(150))
        await p.reach("18:40")
        await p.report()
        assert await numbers(p) == ["003", "002", "001"]

    play(story)


def test_every_reporter_of_a_joined_rescue_is_named_when_it_is_accepted_and_answered(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        await p.report()
        await p.report(north(20))
        await crew.go("acceptance", "arrival")
        await crew.say("outcome", outcome="refused")
        for kind in ("OfferAccepted", "RescueAnswered"):
            (fact,) = await p.facts(kind)
            assert fact.data["sightings"] == ["sighting-1", "sighting-2"]

    play(story)


def test_an_area_that_sends_nobody_on_purpose_says_so(play):
    async def story(p: Patrol):
        nobody = {"name": "nobody", "promise": "none", "limit_seconds": 0}
        plan = {"profiles": [{**nobody, "at_risk_margin_seconds": 0, "offer_lasts_seconds": 0}]}
        await p.admin.put(f"/patrol/api/v1/profiles/{HILLS}", plan)
        await p.report(area=HILLS)
        (declined,) = await p.facts("SightingDeclined")
        assert declined.data["reason"] == "no_profile" and declined.subject == "sighting-1"
        await p.report(area=TOWN)
        assert await numbers(p) == ["001"]

    play(story)


def test_a_call_without_a_point_is_placed_in_the_middle_of_its_area_and_joined_with_nothing(play):
    async def story(p: Patrol):
        place = KEYRING.seal("words", "河西路 8 号")
        await p.report(point=None, place=place)
        await p.report(point=None, place=KEYRING.seal("words", "河东路 2 号"))
        first = await p.rescue(1)
        assert first["approximate"] and first["sightings"][0]["place"] == "河西路 8 号"
        assert await numbers(p) == ["002", "001"]

    play(story)


def test_a_call_from_nowhere_is_declined_so_that_the_desk_telephones(play):
    async def story(p: Patrol):
        await p.report(point=None, area="110101")
        (declined,) = await p.facts("SightingDeclined")
        assert declined.data["reason"] == "no_place"

    play(story)


def test_what_was_said_stays_sealed_on_the_log_and_is_shown_to_those_who_go(play):
    async def story(p: Patrol):
        crew = await p.crew("甲队", 1_000)
        words = KEYRING.seal("words", "穿灰大衣，坐在桥墩下")
        await p.report(words=words, place=KEYRING.seal("words", "铁路桥"), signs=(Sign.ELDERLY,))
        offer = await crew.offer()
        assert (offer["words"], offer["place"]) == ("穿灰大衣，坐在桥墩下", "铁路桥")
        assert offer["signs"] == ["elderly"] and offer["number"] == "001"
        said = "".join(str(fact.data) for fact in await p.facts())
        assert "灰大衣" not in said and "铁路桥" not in said

    play(story)


def test_rescues_are_numbered_by_county_from_one_each_winter(play):
    async def story(p: Patrol):
        await p.report()
        await p.report(north(1_000))
        await p.report(area="880101001", point=BRIDGE)
        facts = await p.facts("RescueOpened")
        assert [(fact.area[:6], fact.data["number"]) for fact in facts] == [
            (COUNTY, "001"),
            (COUNTY, "002"),
            ("880101", "001"),
        ]

    play(story)


def test_a_drill_takes_no_real_team_and_stays_out_of_the_figures(play):
    async def story(p: Patrol):
        real, drill = await p.crew("甲队", 1_000), await p.crew("演练队", 2_000, drill=True)
        fact = SightingReported(
            report="drill-1",
            number="S9",
            channel="phone",
            point=BRIDGE,
            people=1,
            received_at=p.clock.now(),
            recorded_at=p.clock.now(),
            owner="key:1",
            area=TOWN,
        )
        await p.say(fact, TOWN, drill=True)
        assert (await p.rescue())["team"]["id"] == drill.id
        assert all(said.drill for said in await p.facts() if kind_of(said) == "RescueOpened")
        await drill.go("acceptance", "arrival")
        assert (await p.dispatcher.get("/patrol/api/v1/figures"))["rescues"] == 0
        await p.report()
        assert (await real.offer())["number"] == "002", "a real call does not join a drill"

    play(story)
