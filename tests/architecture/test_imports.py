"""Who may import whom. The order of packages and floors is in pyproject.toml, [tool.importlinter]."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.source import ROOT, SERVICES, Source, is_standard, lies_in, parse, sources

# What domains share, so that none says it again in its own way: the closed vocabularies, and when two calls are one.
SHARED = ("services.contracts.words", "services.contracts.joining")


def foreign_imports(source: Source, allowed: Iterable[str]) -> list[str]:
    """Imports that are neither of the standard library nor of the allowed packages."""
    return [
        f"{source.path} imports {name}"
        for name in source.imports()
        if not is_standard(name) and not any(lies_in(name, package) for package in allowed)
    ]


def test_packages_and_floors_import_only_what_lies_below(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert not broken, capsys.readouterr().out


def test_contracts_import_only_the_standard_library_and_pydantic() -> None:
    contracts = [source for source in sources() if source.within("services.contracts")]
    assert [
        line for source in contracts for line in foreign_imports(source, ["pydantic", "services.contracts"])
    ] == []


def test_what_domains_share_imports_only_the_standard_library() -> None:
    shared = [source for source in sources() if source.within(*SHARED)]
    assert [line for source in shared for line in foreign_imports(source, SHARED)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_domain_imports_only_the_standard_library(service: str) -> None:
    home = f"services.{service}"
    allowed = [f"{home}.domain", f"{home}.policy", *SHARED]
    domain = [source for source in sources() if source.within(*allowed[:2])]
    assert [line for source in domain for line in foreign_imports(source, allowed)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "import sqlalchemy",
        "from services.patrol import tables",
        "from ..tables import Row",
        "from services.contracts import patrol",
    ],
)
def test_an_import_that_a_domain_must_not_make_is_found(statement: str) -> None:
    source = parse(statement, Path("services/patrol/domain/team.py"))
    assert foreign_imports(source, ["services.patrol.domain", *SHARED]) != []
