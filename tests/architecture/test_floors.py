"""Every service has the same floors and no others."""

from tests.architecture.source import ROOT, SERVICES

FLOORS = {
    *("main", "settings", "api", "handlers", "timers", "screens", "schemas"),
    *("operations", "repository", "tables", "policy", "domain", "migrations"),
}


def test_a_service_has_no_modules_besides_its_floors() -> None:
    found = {
        f"{service}/{entry.name}"
        for service in SERVICES
        for entry in (ROOT / "services" / service).glob("*")
        if entry.name not in ("__init__.py", "__pycache__")
        if (entry.suffix == ".py" and entry.stem not in FLOORS)
        or (entry.is_dir() and any(entry.rglob("*.py")) and entry.name not in FLOORS)
    }
    assert found == set()


def test_a_floor_is_a_file_or_a_package_but_not_both() -> None:
    services = ROOT / "services"
    assert [path for path in services.glob("*/*.py") if path.with_suffix("").is_dir()] == []
