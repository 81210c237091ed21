"""Writes an entry into the YAML of a watchlist. What stood there stays as it was, byte for byte, where it can.

Lists are written with dashes nearly always: then the entry is set in below the last one and nothing else is touched. Only a
list in brackets is written anew as a whole, by ruamel.yaml, which keeps comments and order.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping, Sequence
from textwrap import dedent

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.marked import Mark, Marked, read_yaml

Entry = Mapping[str, object]  # texts, and lists and mappings of them

LANGUAGE_SERVER = "# yaml-language-server: $schema={schema}"
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
# What other YAML readers take for a number, a truth value or nothing.
_GUESSED = re.compile(r"[-+.]?\d[\d_.:eE+-]*|~|null|true|false|yes|no|on|off|y|n", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?=-\s)")
_WIDE = 1_000_000  # lines are broken where their author broke them


def new_list(list_id: str, schema: str) -> bytes:
    """The text of a list without people; `schema` is where editors find the JSON Schema."""
    return f"{LANGUAGE_SERVER.format(schema=schema)}\nlist: {list_id}\npeople:\n".encode()


def with_entry(name: str, data: bytes, entry: Entry) -> bytes:
    """The file with one more entry at the end of `people`. Raises BadFile when it is no YAML (`bot.marked`).

    Line ends and a byte order mark stay as they are. The result is not checked: whoever writes it to the disk does that.
    """
    marked = read_yaml(name, data)
    text = data.removeprefix(codecs.BOM_UTF8).decode()
    written = _set_in(text, marked, entry) or _written_anew(text, entry)
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return bom + written.encode()


# --- below the last entry ---------------------------------------------------------------------------------------------


def _set_in(text: str, marked: Marked, entry: Entry) -> str | None:
    """The text with the entry in its place; None where people are not written with dashes."""
    lines = text.splitlines(keepends=True)
    people = marked.mark.inside.get("people")
    if people is None or marked.mark.keys["people"][1] != 1:
        return None
    key_line = marked.mark.keys["people"][0]
    if people.inside:
        dash = _ITEM.match(lines[people.line - 1])
        if dash is None or people.line == key_line:
            return None
        indent, below = dash.group(), _end(lines, marked.mark, key_line, len(dash.group()))
    elif _holds(marked) is None:
        indent, below = "  ", key_line
    else:
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    if below and not lines[below - 1].endswith(("\n", "\r")):
        lines[below - 1] += end
    apart = [end] if _stand_apart(lines, people) else []
    lines[below:below] = apart + [f"{indent}{line}{end}" for line in _block(entry)]
    return "".join(lines)


def _stand_apart(lines: Sequence[str], people: Mark) -> bool:
    """Whether the author leaves an empty line before an entry."""
    return len(people.inside) > 1 and not lines[people.inside[len(people.inside) - 1].line - 2].strip()


def _holds(marked: Marked) -> object:
    assert isinstance(marked.data, dict)
    return marked.data["people"]


def _end(lines: Sequence[str], root: Mark, key_line: int, indent: int) -> int:
    """The number of the last line of the last entry: comments that stand further out belong to what follows."""
    following = [line for line, _ in root.keys.values() if line > key_line]
    last = min(following, default=len(lines) + 1) - 1
    while last > key_line and _is_outside(lines[last - 1], indent):
        last -= 1
    return last


def _is_outside(line: str, indent: int) -> bool:
    said = line.strip()
    return not said or said == "..." or (said.startswith("#") and len(line) - len(line.lstrip()) <= indent)


def _block(entry: Entry) -> list[str]:
    """The entry as lines of YAML, with the dash in the first one."""
    out = io.StringIO()
    _yaml().dump(CommentedSeq([_shaped(entry)]), out)
    return dedent(out.getvalue()).splitlines()


# --- in brackets ------------------------------------------------------------------------------------------------------


def _written_anew(text: str, entry: Entry) -> str:
    """The whole text, written by ruamel.yaml."""
    yaml, out = _yaml(), io.StringIO()
    content = yaml.load(text.replace("\r\n", "\n")) or CommentedMap()
    people = content.get("people") or CommentedSeq()
    people.append(_shaped(entry))
    if len(people) == 1:
        people.fa.set_block_style()
    content["people"] = people
    yaml.dump(content, out)
    return out.getvalue().replace("\n", "\r\n") if "\r\n" in text else out.getvalue()


class _Texts(VersionedResolver):
    """Every value is the text that it is, for ruamel.yaml too."""

    @property
    def versioned_resolver(self) -> dict[str, list[object]]:
        """No pattern makes anything else of a text."""
        return {}


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Resolver = _Texts
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _shaped(entry: Entry) -> CommentedMap:
    """Keys on lines of their own, lists of texts in brackets, listings on one line each."""
    shaped = CommentedMap()
    for key, value in entry.items():
        shaped[key] = _value(value)
    if isinstance(listings := entry.get("listings"), Sequence):
        shaped["listings"] = CommentedSeq([_value(each) for each in listings])
    return shaped


def _value(value: object) -> object:
    """Texts quoted where another reader would guess at them; everything inside in brackets."""
    if isinstance(value, str):
        guessed = _GUESSED.fullmatch(value) and not _DATE.fullmatch(value)
        return DoubleQuotedScalarString(value) if guessed or not value[:1].isalnum() else value
    inside: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        inside = CommentedMap()
        for key, each in value.items():
            inside[key] = _value(each)
    else:
        assert isinstance(value, Sequence)
        inside = CommentedSeq(_value(each) for each in value)
    inside.fa.set_flow_style()
    return inside
