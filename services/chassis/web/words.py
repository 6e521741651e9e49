"""Texts in both languages, and what is said about a field that does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.words import Role


@dataclass(frozen=True)
class Text:
    zh: str
    en: str

    def spoken(self, language: str, values: Mapping[str, Any]) -> str:
        try:
            return (self.en if language == "en" else self.zh).format_map(values)
        except (KeyError, IndexError, ValueError):
            return self.en if language == "en" else self.zh


Names = Mapping[str, Text]
"""Codes of a closed list as people say them."""


def named(value: Any, names: Names, language: str) -> Any:
    """A code, or several, by name; whatever has none stays as it is."""
    if isinstance(value, tuple | list):
        return (", " if language == "en" else "、").join(str(named(one, names, language)) for one in value)
    known = names.get(value) if isinstance(value, str) else None
    return known.spoken(language, {}) if known else value


ROLES: Names = {
    Role.OPERATOR: Text("接线员", "operator"),
    Role.DISPATCHER: Text("调度员", "dispatcher"),
    Role.TEAM: Text("队员", "team"),
    Role.LEADER: Text("值班领导", "leader on duty"),
    Role.AUDITOR: Text("监督员", "auditor"),
    Role.ADMIN: Text("管理员", "administrator"),
}

_NUMBER = Text("应为数字。", "Must be a number.")
_WHOLE = Text("应为整数。", "Must be a whole number.")
_WORDS = Text("应为文字。", "Must be text.")
_TIME = Text(
    "应为带时区的时间，如 2026-12-05T19:00:00+08:00。",
    "Must be a time with offset, 2026-12-05T19:00:00+08:00.",
)

FIELD_TEXTS: Mapping[str, Text] = {
    "missing": Text("必填。", "Required."),
    "extra_forbidden": Text("没有这个字段。", "There is no such field."),
    "string_type": _WORDS,
    "string_too_short": Text("至少 {min_length} 个字。", "At least {min_length} characters."),
    "string_too_long": Text("最多 {max_length} 个字。", "At most {max_length} characters."),
    "string_pattern_mismatch": Text("格式不对。", "The format is not right."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": Text("应为是或否。", "Must be true or false."),
    "bool_parsing": Text("应为是或否。", "Must be true or false."),
    "enum": Text("应为其中之一：{expected}。", "Must be one of {expected}."),
    "literal_error": Text("应为其中之一：{expected}。", "Must be one of {expected}."),
    "greater_than_equal": Text("不能小于 {ge}。", "Not less than {ge}."),
    "greater_than": Text("须大于 {gt}。", "Greater than {gt}."),
    "less_than_equal": Text("不能大于 {le}。", "Not more than {le}."),
    "less_than": Text("须小于 {lt}。", "Less than {lt}."),
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "datetime_type": _TIME,
    "timezone_aware": _TIME,
    "json_invalid": Text("不是有效的 JSON。", "Not valid JSON."),
    "model_attributes_type": Text("应为一个对象。", "Must be an object."),
    "dict_type": Text("应为一个对象。", "Must be an object."),
    "list_type": Text("应为列表。", "Must be a list."),
    "tuple_type": Text("应为列表。", "Must be a list."),
    "too_long": Text("最多 {max_length} 项。", "At most {max_length} items."),
    "too_short": Text("至少 {min_length} 项。", "At least {min_length} items."),
    "other": Text("填写有误。", "Not right."),
}
