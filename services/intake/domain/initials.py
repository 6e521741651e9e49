"""The first letters of Chinese words as people type them: 铁路桥 is tlq."""

from bisect import bisect_right

# The characters of GB 2312's first level lie in the order of their sounds: where each letter begins.
LETTERS = "abcdefghjklmnopqrstwxyz"
BEGINS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8),
    *(0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
)
END = 0xD7F9


def initials_of(text: str) -> str:
    """Letters and digits stay as they are, what has no known sound falls out; a register may say better."""
    return "".join(_initial(character) for character in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(BEGINS, code) - 1] if BEGINS[0] <= code <= END else ""
