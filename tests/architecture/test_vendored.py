"""What others wrote is what they published: each file against the hash that was recorded when it was taken."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

FOLDERS = sorted(path.parent for path in ROOT.glob("*/**/vendored/sources.json") if ".venv" not in path.parts)
OUR_WORDS = {"README.md", "sources.json"}


def integrity(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_vendored_files_are_what_was_recorded(folder: Path) -> None:
    sources = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    recorded = {name: entry["integrity"] for name, entry in sources["files"].items()}
    there = {path.name: integrity(path) for path in folder.iterdir() if path.name not in OUR_WORDS}
    assert there == recorded


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_vendored_package_has_its_version_and_licence(folder: Path) -> None:
    sources = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    for name, package in sources["packages"].items():
        assert package["version"] and package["integrity"].startswith("sha512-")
        files = [file for file, entry in sources["files"].items() if entry["package"] == name]
        assert any("LICENSE" in file for file in files), name


def test_the_kit_and_the_tests_vendor_something() -> None:
    assert len(FOLDERS) >= 1
