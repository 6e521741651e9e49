"""Kinds of fields that several bodies share: telephone numbers, moments, optional words."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import phonenumbers
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from services.chassis.web import WrittenTime
from services.chassis.web.words import Text

HOME = "CN"
DEMONSTRATION = re.compile(r"0000-?\d{7,8}", re.ASCII)
"""Plainly fake numbers: no area has the code 0000."""
SERVICE = re.compile(r"[19]\d{2,5}", re.ASCII)
"""110, 12345, 95588."""
ORDINARY = re.compile(r"\+?[\d-]{5,30}(;ext=\d{1,7})?", re.ASCII)
NOT_A_NUMBER = Text(
    "不是有效的电话号码。区号与号码之间可用 -；国外号码以 + 开头。",
    "Not a telephone number; a foreign one begins with +.",
)
MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
IDENTITY = r"\d{6}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx]"
OF_A_PERSON = re.compile(
    rf"(?<![0-9A-Za-z])(?:{MOBILE}|{IDENTITY}|0000[ -]?\d{{7,8}})(?![0-9A-Za-z])", re.ASCII
)
"""A mobile telephone's number, an identity card's, a demonstration's; never part of a longer word, as a hash may be."""
KEPT_IN_CLEAR = Text(
    "此栏不加密，请把电话、身份证号写到来电号码或备注里。",
    "This field is not sealed: write telephone and identity numbers as the caller's or among the words.",
)
NO_SUCH_TIME = Text("没有这个时间。", "There is no such time.")


def normalised(text: str) -> str:
    """One way of writing each number: E.164 with `;ext=`, a service's short number, or `0000-5550007`."""
    plain = re.sub(r"[\s()（）]", "", text).translate(_HALF_WIDTH)
    if DEMONSTRATION.fullmatch(plain):
        return f"0000-{plain.replace('-', '')[4:]}"
    if SERVICE.fullmatch(plain):
        return plain
    number = _parsed(re.sub("转|轉|,", ";ext=", plain))
    if number is None or not phonenumbers.is_valid_number(number):
        raise PydanticCustomError("phone_number", "not a telephone number", {"text": NOT_A_NUMBER})
    extension = f";ext={number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def _parsed(plain: str) -> phonenumbers.PhoneNumber | None:
    # The parser would find a number in any text; here the text must be one.
    if not ORDINARY.fullmatch(plain):
        return None
    try:
        return phonenumbers.parse(plain, HOME)
    except phonenumbers.NumberParseException:
        return None


def as_dialled(number: str) -> str:
    """A normalised number as somebody at home dials it."""
    if not number.startswith("+"):
        return number.replace("-", "")
    parsed = phonenumbers.parse(number)
    if phonenumbers.region_code_for_number(parsed) != HOME:
        return number
    extension, parsed.extension = parsed.extension, None
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"[\s-]", "", national) + (f" 转{extension}" if extension else "")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "no such time", {"text": NO_SUCH_TIME}) from None


def nobodys_number(text: str | None) -> str | None:
    """What is kept in clear holds no number of a person."""
    if text and OF_A_PERSON.search(text.translate(_HALF_WIDTH)):
        raise PydanticCustomError("kept_in_clear", "holds a person's number", {"text": KEPT_IN_CLEAR})
    return text


def nothing_if_blank(value: Any) -> Any:
    """Forms send empty fields; an empty field says nothing."""
    return None if isinstance(value, str) and not value.strip() else value


_HALF_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {
    ord("－"): ord("-"),
    ord("＋"): ord("+"),
    ord("—"): ord("-"),
}

Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(normalised)]
Moment = Annotated[WrittenTime, AfterValidator(_in_utc)]
InClear = AfterValidator(nobodys_number)
"""Of a text that is kept as it is: the public name of a road, a partner's own reference."""
AreaCode = Annotated[str, StringConstraints(pattern=r"^\d{2,12}$")]
