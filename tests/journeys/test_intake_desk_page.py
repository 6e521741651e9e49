"""The desk's page over HTTP: who sees it, a call sent by its form, wrong input kept, red when nobody takes over."""

import re
from typing import Any

import httpx2
import pytest

from services.contracts.words import Grade
from tests.support.intake import TOWN, Asker, Desk, at, at_the_desk, kind_of
from tests.support.intake_patrol import accepted, offered, opened

PAGE = "/intake/desk"
CALLS = f"{PAGE}/calls"
GOOD = {"landmark": "铁路桥", "longitude": "100.0", "latitude": "40.0", "people": "1", "channel": "phone"}
PART = {"HX-Request": "true"}


async def send(asker: Asker, form: dict[str, Any], kind: str = "sighting", **headers: str) -> httpx2.Response:
    known = {"Authorization": f"Bearer {asker.secret}"} if asker.secret else {}
    return await asker.http.post(f"{CALLS}/{kind}", data=form, headers={**known, **PART, **headers})


@at_the_desk
async def test_the_desk_is_for_whoever_takes_calls_and_leads_others_to_sign_in(desk: Desk) -> None:
    nobody = await desk.http.get(PAGE)
    assert nobody.status_code == 303 and nobody.headers["location"] == "/notify/sign-in?next=/intake/desk"
    auditor = await desk.key("auditor", "auditor")
    assert (await auditor.ask("GET", PAGE)).status_code == 403
    admin = await desk.key("admin", "admin")
    for asker in (desk.operator, desk.dispatcher, admin):
        shown = await asker.ask("GET", PAGE)
        assert shown.status_code == 200 and "呼之不应" in shown.text
        assert "script-src 'self'" in shown.headers["content-security-policy"]


@at_the_desk
async def test_a_call_sent_by_the_form_is_the_report_that_the_api_would_have_made(desk: Desk) -> None:
    form = {
        **GOOD,
        "signs": ["elderly", "confused"],
        "caller": "0000-5550007",
        "call_back": "yes",
        "words": "老人坐在地上",
        "received_at": at("18:58:10").isoformat(),
    }
    answer = await send(desk.operator, form)
    assert answer.status_code == 200 and "S-0001" in answer.text
    (fact,) = await desk.facts("SightingReported")
    assert (fact.data["signs"], fact.data["people"], fact.area) == (["elderly", "confused"], 1, TOWN)
    (listed,) = (await desk.operator.get("/intake/api/v1/sightings"))["items"]
    shown = await desk.operator.read(listed)
    assert (shown["words"], shown["place"]["landmark"]) == ("老人坐在地上", "铁路桥")
    assert shown["received_at"] == at("18:58:10").isoformat() and shown["owner"] == "key:operator"


@at_the_desk
async def test_the_form_sent_twice_makes_one_report(desk: Desk) -> None:
    once = {"Idempotency-Key": "form-1"}
    first, second = [await send(desk.operator, GOOD, **once) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert len(await desk.facts("SightingReported")) == 1


@pytest.mark.parametrize(
    "wrong,field",
    [
        ({"landmark": "", "longitude": "", "latitude": "", "road": ""}, "landmark"),
        ({"caller": "call me"}, "caller"),
        ({"people": "more", "people_exact": "several"}, "people_exact"),
        ({"kilometre": "fourteen"}, "kilometre"),
        ({"longitude": "east"}, "landmark"),
        ({"received_at": "yesterday"}, "received_at"),
        ({"words": "很" * 4001}, "told"),
    ],
)
@at_the_desk
async def test_wrong_input_is_told_at_its_field_and_everything_typed_stays(
    desk: Desk, wrong: dict[str, str], field: str
) -> None:
    answer = await send(desk.operator, {**GOOD, "words": "穿拖鞋", "road": "山路", **wrong})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    for name, text in {"words": "穿拖鞋", "road": "山路", **wrong}.items():
        assert text in answer.text, name
    assert await desk.facts() == []


@at_the_desk
async def test_several_faults_are_summed_up_with_links_to_the_fields(desk: Desk) -> None:
    answer = await send(desk.operator, {**GOOD, "caller": "x", "kilometre": "y"})
    assert 'href="#caller"' in answer.text and 'href="#kilometre"' in answer.text


@at_the_desk
async def test_what_was_typed_is_shown_as_text_and_never_as_markup(desk: Desk) -> None:
    answer = await send(desk.operator, {**GOOD, "caller": "x", "words": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text and "&lt;script&gt;alert" in answer.text


@at_the_desk
async def test_another_site_cannot_send_the_form(desk: Desk) -> None:
    cookie = {"Cookie": "relief_session=secret-operator", "Sec-Fetch-Site": "cross-site"}
    answer = await desk.http.post(f"{CALLS}/sighting", data=GOOD, headers=cookie)
    assert answer.status_code in (401, 403) and await desk.facts() == []


@pytest.mark.parametrize("kind,number", [("cry_for_relief", "C-0001"), ("service_request", "R-0001")])
@at_the_desk
async def test_other_kinds_have_forms_of_their_own(desk: Desk, kind: str, number: str) -> None:
    shown = await desk.operator.ask("GET", PAGE, kind=kind)
    assert shown.status_code == 200 and "呼之不应" not in shown.text
    answer = await send(desk.operator, {"address": "桥头街 1 号", "words": "家里失火"}, kind)
    assert answer.status_code == 200 and number in answer.text and "家里失火" in answer.text


@at_the_desk
async def test_a_complaint_leaves_the_operator_its_number_alone(desk: Desk) -> None:
    answer = await send(desk.operator, {"words": "值班的人骂人"}, "complaint")
    assert answer.status_code == 200 and "K-0001" in answer.text
    assert "值班的人骂人" not in answer.text
    assert "K-0001" not in (await desk.operator.ask("GET", f"{PAGE}/mine")).text


@at_the_desk
async def test_the_answer_to_read_aloud_names_the_team_and_the_minutes_and_the_grade_its_reasons(
    desk: Desk,
) -> None:
    await send(desk.operator, GOOD)
    (report,) = (await desk.operator.get("/intake/api/v1/sightings"))["items"]
    await desk.say(
        opened(report).model_copy(update={"grade": Grade.PROTECTIVE, "grade_reasons": ("confused",)})
    )
    await desk.say(offered(), 2)
    address = f"{PAGE}/reports/sighting/{report['id']}/answer"
    shown = await desk.operator.ask("GET", address)
    assert "甲队约 6 分钟到" in shown.text and "待甲队应答" in shown.text
    assert (
        '<b class="grade">保护</b>' in shown.text
        and "言语混乱" in shown.text
        and "限 30 分到达" in shown.text
    )
    await desk.say(accepted(), 3)
    assert "甲队已接单" in (await desk.operator.ask("GET", address)).text
    english = await desk.http.get(
        address, headers={"Authorization": f"Bearer {desk.operator.secret}", "Accept-Language": "en"}
    )
    assert not re.search("[\u4e00-\u9fff]", english.text.replace("甲队", "").replace("铁路桥", ""))


@at_the_desk
async def test_a_report_that_nobody_takes_over_turns_red_with_the_telephone(desk: Desk) -> None:
    await send(desk.operator, GOOD)
    assert "无人接手" not in (await desk.operator.ask("GET", f"{PAGE}/mine")).text
    await desk.reach("19:00:21")
    assert [kind_of(fact) for fact in await desk.facts()][-1] == "ReportNotTakenOver"
    shown = (await desk.operator.ask("GET", f"{PAGE}/mine")).text
    assert 'class="wrong"' in shown and "无人接手，请打电话" in shown


@at_the_desk
async def test_one_report_shows_its_story_and_what_its_owner_can_do(desk: Desk) -> None:
    report = await desk.operator.sighting(caller="0000-5550007", words="桥下")
    shown = await desk.operator.ask("GET", f"{PAGE}/reports/sighting/{report['id']}")
    assert "00005550007" in shown.text and "桥下" in shown.text
    assert f"/intake/api/v1/sightings/{report['id']}/hand-over" in shown.text
    stranger = await desk.key("stranger", "operator", "990102")
    assert (await stranger.ask("GET", f"{PAGE}/reports/sighting/{report['id']}")).status_code == 404


@at_the_desk
async def test_what_is_handed_to_me_waits_at_my_desk(desk: Desk) -> None:
    report = await desk.operator.sighting(landmark="北站")
    colleague = await desk.key("colleague", "operator")
    assert "S-0001" not in (await colleague.ask("GET", f"{PAGE}/mine")).text
    await desk.operator.post(f"/intake/api/v1/sightings/{report['id']}/hand-over", {"to": "role:operator"})
    shown = (await colleague.ask("GET", f"{PAGE}/mine")).text
    assert "等你接手 1" in shown and "S-0001" in shown
    assert "已移交，待接收" in (await desk.operator.ask("GET", f"{PAGE}/mine")).text


@at_the_desk
async def test_a_report_is_found_by_its_number_and_red_only_while_somebody_must_telephone(desk: Desk) -> None:
    taken = await desk.operator.sighting()
    await desk.reach("19:01")
    found = await desk.operator.ask("GET", f"{PAGE}/reports", number="s1")
    assert "S-0001" in found.text and 'class="wrong"' in found.text
    closing = {"outcome": "false_report", "reason": "打错了"}
    await desk.operator.post(f"/intake/api/v1/sightings/{taken['id']}/closing", closing)
    closed = await desk.operator.ask("GET", f"{PAGE}/reports", number="s1")
    assert "已办结" in closed.text and 'class="wrong"' not in closed.text
    assert "S-0001" not in (await desk.operator.ask("GET", f"{PAGE}/reports", number="nobody")).text
