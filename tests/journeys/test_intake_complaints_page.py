"""The auditor's page over HTTP: the complaints of their area, and nothing else that the desk knows."""

from tests.support.intake import API, Desk, at_the_desk

PAGE = "/intake/desk/complaints"
ELSEWHERE = "990102"
SAID = {"channel": "phone", "words": "值班的人骂人", "caller": "0000-5550007"}


@at_the_desk
async def test_an_auditor_reads_the_complaints_of_their_area_and_no_other_reads_any(desk: Desk) -> None:
    taken = await desk.operator.post(f"{API}/complaints", SAID)
    await desk.operator.sighting()
    auditor = await desk.key("auditor", "auditor")
    shown = await auditor.ask("GET", PAGE)
    assert shown.status_code == 200 and "K-0001" in shown.text and "S-0001" not in shown.text
    one = await auditor.ask("GET", f"/intake/desk/reports/complaint/{taken['id']}")
    assert one.status_code == 200 and SAID["words"] in one.text and SAID["caller"] not in one.text
    stranger = await desk.key("stranger", "auditor", ELSEWHERE)
    assert "K-0001" not in (await stranger.ask("GET", PAGE)).text
    assert (await stranger.ask("GET", f"/intake/desk/reports/complaint/{taken['id']}")).status_code == 404
    for asker in (desk.operator, desk.dispatcher):
        assert (await asker.ask("GET", PAGE)).status_code == 403
        hidden = await asker.ask("GET", f"/intake/desk/reports/complaint/{taken['id']}")
        assert hidden.status_code == 404 and SAID["words"] not in hidden.text


@at_the_desk
async def test_an_auditor_sees_no_other_kind_of_report(desk: Desk) -> None:
    auditor = await desk.key("auditor", "auditor")
    sighting = await desk.operator.sighting()
    cry = await desk.operator.post(f"{API}/cries-for-relief", {"channel": "phone", "words": "家里失火"})
    for kind, one in (("sighting", sighting), ("cry_for_relief", cry)):
        answer = await auditor.ask("GET", f"/intake/desk/reports/{kind}/{one['id']}")
        assert answer.status_code == 404, answer.text
    for number in ("S-0001", "C-0001", "1"):
        found = await auditor.ask("GET", f"{PAGE}?number={number}")
        assert f"没有编号是 {number} 的" in found.text
    for page in ("/intake/desk", "/intake/desk/mine", "/intake/desk/reports"):
        assert (await auditor.ask("GET", page)).status_code == 403


@at_the_desk
async def test_a_complaint_that_is_closed_is_found_among_all_and_no_longer_among_the_open(desk: Desk) -> None:
    auditor = await desk.key("auditor", "auditor")
    taken = await desk.operator.post(f"{API}/complaints", SAID)
    await auditor.post(f"{API}/complaints/{taken['id']}/hand-over/acceptance")
    one = (await auditor.ask("GET", f"/intake/desk/reports/complaint/{taken['id']}")).text
    assert "部分属实" in one and 'data-act="hand-over"' not in one
    closing = {"outcome": "upheld", "reason": "已批评教育"}
    await auditor.post(f"{API}/complaints/{taken['id']}/closing", closing)
    assert "K-0001" not in (await auditor.ask("GET", PAGE)).text
    assert "K-0001" in (await auditor.ask("GET", f"{PAGE}?view=all")).text
    assert "K-0001" in (await auditor.ask("GET", f"{PAGE}?view=owed")).text
