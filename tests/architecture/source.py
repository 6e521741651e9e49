"""The project's own Python files, parsed, for rules that no linter knows."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "eligibility", "payments", "patrol", "notify")


@dataclass(frozen=True)
class Source:
    """One file. `module` is its dotted name, `path` is relative to the project."""

    path: Path
    module: str
    tree: ast.Module

    def within(self, *packages: str) -> bool:
        """Whether this is one of the packages or modules, or lies in one."""
        return any(self.module == package or self.module.startswith(f"{package}.") for package in packages)

    def imports(self) -> Iterator[str]:
        """Every imported name, dotted in full: `from a.b import c` is a.b.c."""
        package = self.module if self.path.name == "__init__.py" else self.module.rpartition(".")[0]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package.rsplit(".", node.level - 1)[0] if node.level else ""
                base = ".".join(part for part in (above, node.module) if part)
                yield from (f"{base}.{alias.name}" for alias in node.names)


def parse(text: str, path: Path) -> Source:
    parts = path.with_suffix("").parts
    return Source(path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(text))


@cache
def sources(folder: str = "services") -> tuple[Source, ...]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple(parse(path.read_text(encoding="utf-8"), path.relative_to(ROOT)) for path in paths)


def is_standard(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names


def lies_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
