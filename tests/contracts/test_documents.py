"""The committed documents are what the code says."""

from pathlib import Path

import pytest

from services.platform.commands.contracts import documents

DOCUMENTS = list(documents())


@pytest.mark.parametrize(("path", "text"), DOCUMENTS, ids=[path.name for path, _ in DOCUMENTS])
def test_a_committed_document_is_what_the_code_says(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text, "run `make contracts` and look at the difference"
