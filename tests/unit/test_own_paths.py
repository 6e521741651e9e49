"""Where somebody goes on to after signing in is a path of this site, whatever the link says."""

import pytest

from services.chassis.web.cookies import own_path


@pytest.mark.parametrize("path", ["/", "/patrol/board", "/patrol/board?county=990101#queue", "/a/b//c"])
def test_a_path_of_this_site_is_gone_on_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "patrol/board",
        "https://evil.test/",
        "//evil.test",
        "///evil.test",
        "////evil.test/..",
        "/\\evil.test",
        "\\\\evil.test",
        "/a\\b",
        "/a\nb",
        "/\t/evil.test",
        "/ｅvil",
        "javascript:alert(1)",
    ],
    ids=repr,
)
def test_anything_else_is_not(address: str | None) -> None:
    assert own_path(address) is None
