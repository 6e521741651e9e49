"""How much of a telephone number somebody sees who does not own the report."""

SERVICE_NUMBER_DIGITS = 6
SHORTEST_WITH_ENDS = 10


def masked(number: str) -> str:
    """139****0007. Numbers of services (110, 12345) are nobody's own."""
    if len(number) <= SERVICE_NUMBER_DIGITS:
        return number
    if len(number) < SHORTEST_WITH_ENDS:
        return f"****{number[-2:]}"
    return f"{number[:3]}****{number[-4:]}"
