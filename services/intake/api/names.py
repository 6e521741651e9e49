"""Codes of intake's closed lists as problems say them. Of outcomes also the code, which is what a caller sends."""

from services.chassis.web.words import Names, Text
from services.intake.domain.states import State

STATES: Names = {
    State.OPEN: Text("办理中", "open"),
    State.HANDED_OVER: Text("移交待接收", "handed over"),
    State.CLOSED: Text("已办结", "closed"),
}
_OUTCOMES = {
    "brought_in": Text("进站", "brought in"),
    "hospital": Text("送医", "taken to hospital"),
    "refused": Text("劝导后拒绝", "refused"),
    "given_and_left": Text("留下物资", "given and left"),
    "not_found": Text("没找到人", "not found"),
    "referred": Text("移交他方", "referred"),
    "false_report": Text("误报", "false report"),
    "helped": Text("已帮助", "helped"),
    "not_entitled": Text("不符合条件", "not entitled"),
    "withdrawn": Text("本人撤回", "withdrawn"),
    "unreachable": Text("联系不上", "unreachable"),
    "upheld": Text("属实", "upheld"),
    "partly_upheld": Text("部分属实", "partly upheld"),
    "not_upheld": Text("不属实", "not upheld"),
}
OUTCOMES: Names = {
    code: Text(f"{name.zh}（{code}）", f"{name.en} ({code})") for code, name in _OUTCOMES.items()
}
