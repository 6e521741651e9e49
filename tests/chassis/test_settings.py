"""Keys are made for new data only."""

from pathlib import Path

import pytest

from services.chassis.web import ServiceSettings


def settings_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    monkeypatch.setenv("RELIEF_VAR", str(folder))
    return ServiceSettings()


def test_an_empty_folder_gets_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_in(tmp_path, monkeypatch).keys().only(["words"])
    assert [path.name for path in (tmp_path / "keys").glob("*.key")] == ["words.k1.key"]


def test_no_key_is_made_beside_data_whose_keys_were_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "patrol.sqlite").touch()
    with pytest.raises(FileNotFoundError, match="bring back its folder of keys"):
        settings_in(tmp_path, monkeypatch).keys().only(["words"])
    assert not list(tmp_path.glob("keys/*.key"))
