"""`make mutants` has something to break: every mutation fits the code that there is."""

from tests.mutants.mutations import read_mutations
from tests.mutants.run import ROOT


def test_every_mutation_finds_its_text_once_and_its_tests() -> None:
    assert [complaint for mutation in read_mutations() for complaint in mutation.complaints(ROOT)] == []


def test_every_mutation_has_a_name_of_its_own() -> None:
    names = [mutation.name for mutation in read_mutations()]
    assert len(set(names)) == len(names) > 0
