"""A desk that owns more than its page lists says how many there are, and which it lists."""

from services.intake.screens import desk as page
from tests.support.intake import Desk, at_the_desk


@at_the_desk
async def test_the_heading_counts_all_that_are_mine_and_says_when_the_list_is_cut(
    desk: Desk, monkeypatch
) -> None:
    monkeypatch.setattr(page, "MOST", 2)
    for number in range(2):
        await desk.operator.sighting(landmark=f"桥 {number}")
    whole = (await desk.operator.ask("GET", "/intake/desk/mine")).text
    assert "我的未办结 2" in whole and "mine-cut" not in whole
    await desk.operator.sighting(landmark="桥 2")
    cut = (await desk.operator.ask("GET", "/intake/desk/mine")).text
    assert "我的未办结 3" in cut and "只列最早接的 2 条" in cut
    assert "桥 0" in cut and "桥 2" not in cut, "the earliest is never the one left out"
