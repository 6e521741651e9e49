"""Finding what pages say: the strings handed to gettext, and text that was not."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes

from tests.architecture.source import ROOT, SERVICES

CHINESE = re.compile("[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
ENGLISH = re.compile("[A-Za-z]{2,}")
TAG = re.compile("<[^<>]*>|&[a-z]+;")
SPOKEN_ATTRIBUTE = re.compile('(?:aria-label|title|alt|placeholder)="([^"{\0]*)')
CALLS = ("_", "gettext", "ngettext")
KIT = ROOT / "services" / "chassis" / "screen"


@dataclass(frozen=True)
class Home:
    """Where pages live: the kit or a service's `screens`; `catalogues` are the English files that it may use."""

    folder: Path
    catalogues: tuple[Path, ...]

    def files(self, suffix: str) -> list[Path]:
        return sorted(path for path in self.folder.rglob(f"*{suffix}") if "vendored" not in path.parts)


def homes() -> list[Home]:
    kit = KIT / "locale" / "en.po"
    folders = [ROOT / "services" / service / "screens" for service in SERVICES]
    own = [Home(folder, (kit, folder / "en.po")) for folder in folders if folder.is_dir()]
    return [Home(KIT, (kit,)), *own]


def template_words(text: str) -> set[str]:
    """The strings that a template hands to gettext."""
    found: set[str] = set()
    for call in _parsed(text).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in CALLS:
            first = call.args[0]
            if isinstance(first, nodes.Const):
                found.add(first.value)
    return found


def unspoken_in_template(text: str) -> list[str]:
    """Visible text that is not handed to gettext."""
    tree = _parsed(text)
    said = {id(argument) for call in tree.find_all(nodes.Call) for argument in call.args if _speaks(call)}
    constants = [
        node.value
        for node in tree.find_all(nodes.Const)
        if isinstance(node.value, str) and CHINESE.search(node.value) and id(node) not in said
    ]
    # An expression leaves a mark behind, so that a tag around it stays one tag.
    classes = {id(data) for block in tree.find_all(nodes.Block) for data in _class_names(block)}
    data = "\0".join(node.data for node in tree.find_all(nodes.TemplateData) if id(node) not in classes)
    visible = [piece.strip() for piece in TAG.sub("\n", data).replace("\0", "\n").split("\n")]
    shown = [piece for piece in visible if CHINESE.search(piece)]
    spoken = [value for value in SPOKEN_ATTRIBUTE.findall(data) if ENGLISH.search(value)]
    return [*constants, *shown, *_english(data), *spoken]


def _class_names(block: nodes.Block) -> Iterator[nodes.TemplateData]:
    """Blocks of the frame that stand inside an attribute."""
    if block.name in ("kind", "main_class"):
        yield from block.find_all(nodes.TemplateData)


def _english(data: str) -> list[str]:
    """English words between tags. Keys are named as they are written on them; a macro may give attributes alone."""
    text = re.sub("<(script|style|kbd)[^>]*>.*?</\\1>", "", data, flags=re.DOTALL)
    plain = re.sub('<!doctype html>|&[a-z]+;|[\\w:-]+="[^"]*"', "", text)
    return [
        piece.strip() for piece in re.findall(">([^<>]*)<", plain) if ENGLISH.search(piece.replace("\0", " "))
    ]


def python_words(text: str) -> Iterator[str]:
    """Chinese strings of code, docstrings left out."""
    tree = ast.parse(text)
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield from [node.value] if CHINESE.search(node.value) else []


def script_words(text: str) -> list[str]:
    """Chinese in a script besides its comments."""
    code = re.sub("/\\*.*?\\*/", "", text, flags=re.DOTALL)
    return [line for line in (re.sub("//.*", "", line) for line in code.splitlines()) if CHINESE.search(line)]


def _speaks(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in CALLS


def _parsed(text: str) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.i18n"]).parse(text)
