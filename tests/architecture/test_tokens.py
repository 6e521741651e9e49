"""The colours keep their contrasts (WCAG 2.2 AA and better), and the dark theme is the same however it was chosen."""

import re

import pytest

from services.chassis.screen.assets import STYLES
from tests.architecture.words_of_pages import KIT

PROPERTY = re.compile(r"--([\w-]+): (#[0-9A-F]{6});")
TEXT, EDGE = 4.5, 3.0


def blocks(name: str) -> list[dict[str, str]]:
    text = (KIT / "css" / f"{name}.css").read_text(encoding="utf-8")
    found = [dict(PROPERTY.findall(block)) for block in re.findall(r"\{([^{}]*)\}", text)]
    return [block for block in found if "surface" in block]


LIGHT, DARK = blocks("tokens")[0], blocks("themes")[0]
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@THEMES
@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("bg", "surface", "sunk")),
        *((word, "surface") for word in ("pri", "ok", "risk", "bad")),
        *(("pri-ink", "pri"), ("risk-on", "risk-fill"), ("bad-on", "bad-fill")),
        *(
            ("night-ink", "night"),
            ("lamp", "night"),
            ("ink", "pri-soft"),
            ("ink", "risk-soft"),
            ("bad", "bad-soft"),
        ),
    ],
)
def test_words_can_be_read(theme: dict[str, str], front: str, back: str) -> None:
    assert contrast(theme[front], theme[back]) >= TEXT


@THEMES
@pytest.mark.parametrize("front", ["edge", "focus", "ok", "risk", "bad"])
def test_frames_and_the_focus_can_be_seen(theme: dict[str, str], front: str) -> None:
    assert contrast(theme[front], theme["surface"]) >= EDGE


def test_dark_is_the_same_by_choice_and_by_the_device() -> None:
    by_choice, by_device = blocks("themes")
    assert by_choice == by_device
    assert by_choice.keys() == LIGHT.keys()


def test_every_token_that_is_used_is_there() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in sorted((KIT / "css").glob("*.css"))]
    used = {name for sheet in sheets for name in re.findall(r"var\(--([\w-]+)\)", sheet)}
    made = {name for sheet in sheets for name in re.findall(r"--([\w-]+):", sheet)}
    assert used - made == set()


def test_every_style_sheet_is_served() -> None:
    assert sorted(STYLES) == sorted(path.stem for path in (KIT / "css").glob("*.css"))
