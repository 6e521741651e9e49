"""Sealed values open only with their own key, for their own purpose, undamaged."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from services.chassis.store import Keyring, Unsealable
from services.contracts.values import Sealed

TEXT = "桥下 13912345678"


def ring(**keys: bytes) -> Keyring:
    return Keyring({purpose: {"k1": key.ljust(32, b".")} for purpose, key in keys.items()})


def test_what_was_sealed_opens_again_and_says_nothing_while_it_is_sealed() -> None:
    keyring = ring(contact=b"a")
    sealed = keyring.seal("contact", TEXT)
    assert keyring.open(sealed) == TEXT
    assert "139" not in sealed and TypeAdapter(Sealed).validate_python(sealed) == sealed


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    keyring = ring(contact=b"a")
    assert len({keyring.seal("contact", TEXT) for _ in range(20)}) == 20


def test_nothing_stays_nothing() -> None:
    assert ring(contact=b"a").seal_or_none("contact", None) is None
    assert ring(contact=b"a").open_or_none(None) is None


def test_another_key_does_not_open_it() -> None:
    sealed = ring(contact=b"a").seal("contact", TEXT)
    with pytest.raises(Unsealable):
        ring(contact=b"b").open(sealed)


def test_a_purpose_that_a_service_does_not_hold_stays_closed_to_it() -> None:
    keyring = ring(contact=b"a", words=b"b")
    sealed = keyring.seal("contact", TEXT)
    with pytest.raises(Unsealable):
        keyring.only(["words"]).open(sealed)


def test_a_value_does_not_open_under_another_purpose_even_with_the_same_key() -> None:
    keyring = ring(contact=b"a", words=b"a")
    with pytest.raises(Unsealable):
        keyring.open(keyring.seal("contact", TEXT).replace("contact", "words"))


def test_damage_anywhere_is_noticed() -> None:
    keyring = ring(contact=b"a")
    sealed = keyring.seal("contact", TEXT)
    head, payload = sealed.rsplit(".", 1)
    for place in range(len(payload) - 1):
        other = "A" if payload[place] != "A" else "B"
        with pytest.raises(Unsealable):
            keyring.open(f"{head}.{payload[:place]}{other}{payload[place + 1 :]}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "sealed.contact.k1.",
        "sealed.contact.k1.AAAA",
        "sealed.contact.k9.AAAA",
        "a.b.c.d.e",
        "sealed.contact.k1.雪",
    ],
)
def test_what_is_no_sealed_value_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(Unsealable) as refused:
        ring(contact=b"a").open(text)
    assert "AAAA" not in str(refused.value)


def test_a_newer_key_seals_and_the_older_one_still_opens() -> None:
    old = Keyring({"contact": {"k1": b"1" * 32}})
    both = Keyring({"contact": {"k1": b"1" * 32, "k2": b"2" * 32}})
    assert both.open(old.seal("contact", TEXT)) == TEXT
    assert both.seal("contact", TEXT).split(".")[2] == "k2"
    with pytest.raises(Unsealable):
        old.open(both.seal("contact", TEXT))


def test_an_index_is_the_same_for_the_same_text_and_differs_by_key_and_purpose() -> None:
    keyring = ring(contact=b"a", words=b"b")
    index = keyring.index("contact", "+8613912345678")
    assert index == keyring.index("contact", "+8613912345678") and len(index) == 64
    assert (
        len({index, keyring.index("words", "+8613912345678"), keyring.index("contact", "+8613912345679")})
        == 3
    )
    both = Keyring({"contact": {"k1": b"a".ljust(32, b"."), "k2": b"2" * 32}})
    assert both.index("contact", "+8613912345678") == index, "a newer key leaves what is indexed findable"


def test_keys_are_made_once_and_only_where_that_is_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with pytest.raises(FileNotFoundError, match="production does not make keys"):
        Keyring.from_folder(folder, ["contact"], make=False)
    sealed = Keyring.from_folder(folder, ["contact", "words"], make=True).seal("contact", TEXT)
    assert Keyring.from_folder(folder, ["contact"], make=False).open(sealed) == TEXT
    assert {path.name for path in folder.iterdir()} == {"contact.k1.key", "words.k1.key"}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_the_tenth_key_is_newer_than_the_ninth(tmp_path: Path) -> None:
    for number in (1, 2, 9, 10):
        (tmp_path / f"contact.k{number}.key").write_text(f"{number:02}" + "A" * 41)
    assert Keyring.from_folder(tmp_path, ["contact"], make=False).seal("contact", TEXT).split(".")[2] == "k10"
