"""Whom an ID token speaks of: nobody, unless all of it is meant for us, now, and for this very sign-on."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from services.notify.domain.errors import SignOnRefused
from services.notify.domain.sign_on import Errand, Provider, authorization_address, challenge_of, subject_of

PROVIDER = Provider("https://provider.example", "nuandong", None)
NOW = 1_700_000_000
CLAIMS = {
    "iss": PROVIDER.issuer,
    "aud": "nuandong",
    "sub": "u-17",
    "nonce": "once",
    "exp": NOW + 60,
    "iat": NOW - 1,
}


def test_a_token_that_is_all_right_says_who_it_is() -> None:
    assert subject_of(CLAIMS, PROVIDER, "once", NOW) == "u-17"
    both = {**CLAIMS, "aud": ["nuandong", "others"], "azp": "nuandong"}
    assert subject_of(both, PROVIDER, "once", NOW) == "u-17"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://provider.example/"},
        {"aud": "others"},
        {"aud": ["others"]},
        {"aud": []},
        {"aud": None},
        {"aud": ["nuandong", "others"]},
        {"azp": "others"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW},
        {"exp": "later"},
        {"exp": None},
        {"iat": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_with_anything_wrong_speaks_of_nobody(wrong: dict[str, Any]) -> None:
    with pytest.raises(SignOnRefused):
        subject_of({**CLAIMS, **wrong}, PROVIDER, "once", NOW)


@pytest.mark.parametrize("missing", sorted(CLAIMS))
def test_a_token_that_leaves_anything_out_speaks_of_nobody(missing: str) -> None:
    with pytest.raises(SignOnRefused):
        subject_of({name: told for name, told in CLAIMS.items() if name != missing}, PROVIDER, "once", NOW)


def test_the_browser_takes_the_challenge_and_never_the_verifier() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    errand = Errand("back", "once", verifier)
    address = authorization_address(
        "https://provider.example/go?lang=zh", PROVIDER, errand, "https://we/back"
    )
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge"] == challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert (asked["state"], asked["nonce"], asked["code_challenge_method"]) == ("back", "once", "S256")
    assert asked["lang"] == "zh" and verifier not in address
