"""The caller whose traces are looked for. Nobody bears this name; no area has the code 0000; no division is 0000."""

from collections.abc import Mapping

PHONE = "0000-55590417"
ID_NUMBER = "000000194912311234"
NAME = "邝无此"
NAME_IN_ENGLISH = "Kwong Nobodius"
WORDS = "蓝棉袄的老汉咳血"
WORDS_IN_ENGLISH = "coughing blood in a bluish jacket"
LANDMARK = "废砖窑第三孔"
LANDMARK_IN_ENGLISH = "third arch of the old kiln"

SECRETS: Mapping[str, str] = {
    "phone": PHONE,
    "phone without a dash": PHONE.replace("-", ""),
    "ID number": ID_NUMBER,
    "name": NAME,
    "name in English": NAME_IN_ENGLISH,
    "words": WORDS,
    "words in English": WORDS_IN_ENGLISH,
    "landmark": LANDMARK,
    "landmark in English": LANDMARK_IN_ENGLISH,
}
"""By what it is. Each is long enough that nothing else says it by chance."""


def told(english: bool) -> dict[str, str]:
    """Words, landmark and name as the caller says them; number and name also where they do not belong."""
    if english:
        return {
            "words": f"{WORDS_IN_ENGLISH}, says {NAME_IN_ENGLISH}, {PHONE}, {ID_NUMBER}",
            "landmark": f"{LANDMARK_IN_ENGLISH} ({PHONE})",
            "address": f"ask for {NAME_IN_ENGLISH} at {LANDMARK_IN_ENGLISH}",
        }
    return {
        "words": f"{WORDS}，{NAME}说的，电话{PHONE}，身份证{ID_NUMBER}",
        "landmark": f"{LANDMARK}，{NAME}家旁",
        "address": f"{LANDMARK} {ID_NUMBER} {PHONE}",
    }


def reason(english: bool) -> str:
    """What somebody at work writes down about the caller."""
    if english:
        return f"{NAME_IN_ENGLISH} ({PHONE}) {WORDS_IN_ENGLISH}, {LANDMARK_IN_ENGLISH}, {ID_NUMBER}"
    return f"{NAME}（{PHONE}）{WORDS}，{LANDMARK}，{ID_NUMBER}"
