"""The image holds what runs and nothing else."""

import zipfile
from pathlib import Path

import pytest
from flit_core import buildapi

from services.platform.alone import SERVICES

pytestmark = pytest.mark.only(store="sqlite", log="embedded")  # they stand on neither: once is enough
ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy/image/Dockerfile").read_text(encoding="utf-8")


def test_what_is_installed_has_migrations_reference_data_and_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    wheel = buildapi.build_wheel(str(tmp_path))
    names = set(zipfile.ZipFile(tmp_path / wheel).namelist())
    for service in SERVICES:
        assert f"services/{service}/migrations/env.py" in names
        assert any(name.startswith(f"services/{service}/migrations/versions/0001") for name in names)
    wanted = {path for path in (ROOT / "services").rglob("*") if path.suffix in (".csv", ".json", ".geojson")}
    assert {str(path.relative_to(ROOT)) for path in wanted} <= names


def test_nobody_runs_as_root_and_only_pinned_packages_are_installed() -> None:
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert "\nUSER 10001\n" in last
    assert "--require-hashes -r requirements.lock" in DOCKERFILE


def test_the_build_sees_the_code_and_the_lock_alone() -> None:
    rules = (ROOT / "deploy/image/Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert rules[0] == "*"
    copied = {
        word for line in DOCKERFILE.splitlines() if line.startswith("COPY ") for word in line.split()[1:-1]
    }
    assert {rule[1:] for rule in rules if rule.startswith("!")} == copied - {"--from=build", "/venv"}
