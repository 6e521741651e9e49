"""What a leader must know reaches whoever is on duty in that area at the moment of sending."""

from typing import Any

import pytest

from services.contracts.notify import MessageSent
from tests.support import night
from tests.support.notify import COUNTY, ELSEWHERE, OUTSIDE, TOWN, Desk, at, at_the_desk
from tests.support.people import add_person, browser, signed_in


async def leader(desk: Desk, login: str, phone: str | None = None, area: str = COUNTY) -> str:
    person = await add_person(desk, login, "leader", area)
    if phone:
        ways = [{"channel": "sms", "address": phone}]
        await desk.admin.put(f"/people/{person['id']}/ways", {"ways": ways})
    return str(person["id"])


async def on_duty(desk: Desk, person: str, begins: str, ends: str, area: str = COUNTY, **more: Any) -> Any:
    times = {"from": at(begins).isoformat(), "until": at(ends).isoformat()}
    return await desk.admin.post("/duty", {"area": area, "person": person, **times, **more})


async def told(desk: Desk) -> str:
    """The telephone that the latest SMS to a leader went to."""
    return str(desk.capture.captured[-1].body["to"]) if desk.capture.captured else ""


async def queue(desk: Desk, number: int) -> str:
    await desk.say(night.queued(f"r{number}"), story=f"s{number}")
    await desk.rest()
    return await told(desk)


async def over(desk: Desk, number: int) -> None:
    """A team was found: nothing climbs from here on."""
    await desk.say(night.offered(f"r{number}", "jia", 1, "23:00"), story=f"s{number}")


@at_the_desk
async def test_whoever_is_on_duty_is_told_and_the_area_s_route_when_nobody_is(desk: Desk) -> None:
    await desk.set_up()
    await desk.route("team", "in_app", None)
    assert await queue(desk, 1) == "0000-5550009"
    await over(desk, 1)
    wang, li = await leader(desk, "wang", "0000-5550021"), await leader(desk, "li", "0000-5550022")
    await on_duty(desk, wang, "18:00", "20:00")
    await on_duty(desk, li, "20:00", "08:00")
    assert await queue(desk, 2) == "0000-5550021"
    await over(desk, 2)
    await desk.reach("20:00")
    assert await queue(desk, 3) == "0000-5550022"
    await over(desk, 3)
    await desk.reach("08:00")
    assert await queue(desk, 4) == "0000-5550009"
    facts = [MessageSent.model_validate(fact.data) for fact in await desk.facts("MessageSent")]
    sent = [fact.person for fact in facts if fact.party == "leader"]
    assert sent == [None, wang, li, None]


@at_the_desk
async def test_the_stand_in_is_told_when_the_person_is_away_or_may_not_sign_in(desk: Desk) -> None:
    await desk.set_up()
    wang, li = await leader(desk, "wang", "0000-5550021"), await leader(desk, "li", "0000-5550022")
    given = await on_duty(desk, wang, "18:00", "08:00", stand_in=li)
    assert await queue(desk, 1) == "0000-5550021"
    await desk.admin.ask("PATCH", f"/duty/{given['id']}", {"away": True})
    assert await queue(desk, 2) == "0000-5550022"
    await desk.admin.ask("PATCH", f"/duty/{given['id']}", {"away": False})
    assert await queue(desk, 3) == "0000-5550021"
    await desk.admin.ask("PUT", f"/people/{wang}/disabling")
    assert await queue(desk, 4) == "0000-5550022"
    await desk.admin.ask("PUT", f"/people/{li}/disabling")
    assert await queue(desk, 5) == "0000-5550009"


@at_the_desk
async def test_the_smallest_area_around_comes_first_and_the_later_of_two_at_a_hand_over(desk: Desk) -> None:
    await desk.set_up()
    county, town = (
        await leader(desk, "county", "0000-5550021"),
        await leader(desk, "town", "0000-5550022", TOWN),
    )
    next_one = await leader(desk, "next", "0000-5550023", TOWN)
    await on_duty(desk, county, "18:00", "08:00")
    await on_duty(desk, town, "18:00", "20:00", area=TOWN)
    assert await queue(desk, 1) == "0000-5550022"
    await on_duty(desk, next_one, "19:00", "08:00", area=TOWN)
    assert await queue(desk, 2) == "0000-5550023"
    now = await desk.admin.get("/duty/now", area=TOWN)
    assert now["acting"] == {"id": next_one, "name": "演示next"} and now["duty"]["person"]["id"] == next_one
    assert (await desk.admin.get("/duty/now", area=COUNTY))["acting"]["id"] == county


@at_the_desk
async def test_a_message_that_had_no_way_goes_as_soon_as_somebody_is_on_duty(desk: Desk) -> None:
    await desk.admin.put("/providers/sms", {"url": f"{OUTSIDE}/sms"})
    assert await queue(desk, 1) == ""
    assert (await desk.one("queued"))["state"] == "no_route"
    await on_duty(desk, await leader(desk, "wang", "0000-5550021"), "18:00", "08:00")
    await desk.rest()
    assert await told(desk) == "0000-5550021" and (await desk.one("queued"))["state"] == "sent"


@at_the_desk
async def test_the_next_way_is_used_where_the_first_has_no_provider(desk: Desk) -> None:
    wang = await leader(desk, "wang")
    ways = [
        {"channel": "sms", "address": "0000-5550021"},
        {"channel": "webhook", "address": f"{OUTSIDE}/wang"},
    ]
    await desk.admin.put(f"/people/{wang}/ways", {"ways": ways})
    await on_duty(desk, wang, "18:00", "08:00")
    await desk.say(night.queued("r1"), story="s1")
    assert (await desk.one("queued"))["channel"] == "webhook"


@at_the_desk
async def test_a_duty_can_be_ended_before_its_time(desk: Desk) -> None:
    await desk.set_up()
    given = await on_duty(desk, await leader(desk, "wang", "0000-5550021"), "18:00", "08:00")
    assert (await desk.admin.post(f"/duty/{given['id']}/ending", {}))["until"].startswith(
        "2026-12-05T11:00:00"
    )
    assert await queue(desk, 1) == "0000-5550009"
    assert (await desk.admin.get("/duty/now", area=COUNTY)) == {"area": COUNTY, "acting": None, "duty": None}
    assert [one.type.split(".")[-2] for one in await desk.facts() if one.subject == given["id"]] == [
        "DutyGiven",
        "DutyEnded",
    ]


@pytest.mark.parametrize("who", ["operator", "foreign", "disabled", "nobody"])
@at_the_desk
async def test_only_somebody_who_leads_there_is_put_on_duty(desk: Desk, who: str) -> None:
    person = "nobody"
    if who != "nobody":
        role, area = ("operator", COUNTY) if who == "operator" else ("leader", COUNTY)
        person = (await add_person(desk, who, role, ELSEWHERE if who == "foreign" else area))["id"]
    if who == "disabled":
        await desk.admin.ask("PUT", f"/people/{person}/disabling")
    times = {"from": at("18:00").isoformat(), "until": at("20:00").isoformat()}
    answer = await desk.admin.ask("POST", "/duty", {"area": COUNTY, "person": person, **times})
    assert (answer.status_code, answer.json()["code"]) == (422, "not-a-leader")


@at_the_desk
async def test_the_roster_is_listed_by_beginning_and_only_for_the_area(desk: Desk) -> None:
    wang = await leader(desk, "wang", area="9901")
    later = await on_duty(desk, wang, "20:00", "22:00")
    sooner = await on_duty(desk, wang, "18:00", "20:00")
    other = await on_duty(desk, wang, "18:00", "20:00", area=ELSEWHERE)
    operator = await desk.key("k1", "operator")
    assert [one["id"] for one in (await operator.get("/duty"))["items"]] == [sooner["id"], later["id"]]
    some = await operator.get("/duty", until=at("20:00").isoformat())
    assert [one["id"] for one in some["items"]] == [sooner["id"]]
    county = await desk.key("k2", "leader")
    assert (await county.ask("PATCH", f"/duty/{other['id']}", {"away": True})).status_code == 404
    assert (await county.ask("POST", f"/duty/{other['id']}/ending", {})).status_code == 404
    assert (await county.ask("GET", "/duty/now", area=ELSEWHERE)).status_code == 404
    wrong = {
        "area": COUNTY,
        "person": wang,
        "from": at("20:00").isoformat(),
        "until": at("18:00").isoformat(),
    }
    assert (await county.ask("POST", "/duty", wrong)).json()["code"] == "duty-unfit"


@at_the_desk
async def test_people_say_themselves_how_they_are_reached_and_it_is_sealed(desk: Desk) -> None:
    own = await signed_in(desk, "wang", "leader")
    ways = {"ways": [{"channel": "sms", "address": "0000-5550021"}, {"channel": "in_app", "address": None}]}
    kept = {"ways": [{**way, "secret": None} for way in ways["ways"]]}
    assert (await own.ask("PUT", "/me/ways", ways)).json() == kept
    assert (await own.ask("GET", "/me/ways")).json() == kept
    unfit = await own.ask("PUT", "/me/ways", {"ways": [{"channel": "webhook", "address": "not a url"}]})
    assert unfit.json()["code"] == "address-unfit"
    assert (await browser(desk).ask("GET", "/me/ways")).status_code == 401
    assert "5550021" not in await desk.everything_written()
