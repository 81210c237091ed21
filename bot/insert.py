"""Sets entries into a list of a YAML file that people edit. What stood there stays as it was, byte for byte, where it can.

Lists are written with dashes nearly always: then the entries are set in below the last one and nothing else is touched; a
list that is not there yet is begun at the end. Only a list in brackets is written anew with its whole file, by ruamel.yaml,
which keeps comments and order.
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
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString

from bot.marked import Mark, Marked, read_yaml

Entry = Mapping[str, object]  # texts, true and false, and lists and mappings of them

LANGUAGE_SERVER = "# yaml-language-server: $schema={schema}"  # where editors find the JSON Schema of a file
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
# What other YAML readers take for a number, a truth value or nothing.
_GUESSED = re.compile(r"[-+.]?\d[\d_.:eE+-]*|~|null|true|false|yes|no|on|off|y|n", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?=-\s)")
_WIDE = 1_000_000  # lines are broken where their author broke them


def with_entries(name: str, data: bytes, key: str, entries: Sequence[Entry]) -> bytes:
    """The file with more entries at the end of the list under `key`. Raises BadFile when it is no YAML (`bot.marked`).

    Line ends and a byte order mark stay as they are. The result is not checked: whoever writes it to the disk does that.
    """
    marked = read_yaml(name, data)
    text = data.removeprefix(codecs.BOM_UTF8).decode()
    written = _set_in(text, marked, key, entries) or _written_anew(text, key, entries)
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return bom + written.encode()


# --- below the last entry ---------------------------------------------------------------------------------------------


def _set_in(text: str, marked: Marked, key: str, entries: Sequence[Entry]) -> str | None:
    """The text with the entries in their place; None where the list is not written with dashes."""
    lines = text.splitlines(keepends=True)
    place = _place(lines, marked, key)
    if place is None:
        return None
    indent, below, head, apart = place
    end = "\r\n" if "\r\n" in text else "\n"
    if below and not lines[below - 1].endswith(("\n", "\r")):
        lines[below - 1] += end
    new = [*head, *(line for entry in entries for line in (*apart, *(f"{indent}{each}" for each in _block(entry))))]
    lines[below:below] = [f"{line}{end}" for line in new]
    return "".join(lines)


_Place = tuple[
    str, int, tuple[str, ...], tuple[str, ...]
]  # indent, number of the line above, what comes first, between


def _place(lines: Sequence[str], marked: Marked, key: str) -> _Place | None:
    """Where the entries go and how they are written there; None where they cannot be set in."""
    held = marked.mark.inside.get(key)
    if held is None:
        return _at_the_end(lines, marked, key)
    key_line, column = marked.mark.keys[key]
    if column != 1:
        return None
    if held.inside:
        dash = _ITEM.match(lines[held.line - 1])
        if dash is None or held.line == key_line:
            return None
        below = _end(lines, marked.mark, key_line, len(dash.group()))
        return dash.group(), below, (), ("",) if _stand_apart(lines, held) else ()
    assert isinstance(marked.data, dict)
    return ("  ", key_line, (), ()) if marked.data[key] is None else None


def _at_the_end(lines: Sequence[str], marked: Marked, key: str) -> _Place | None:
    """Behind all that the file says, where its keys stand on lines of their own or it holds comments only."""
    in_brackets = marked.data is not None and lines[marked.mark.line - 1][marked.mark.column - 1] == "{"
    if in_brackets or any(column != 1 for _, column in marked.mark.keys.values()):
        return None
    said = [number for number, line in enumerate(lines, 1) if line.strip() not in ("", "...")]
    below = max(said, default=0)
    return "  ", below, ("", f"{key}:") if marked.data else (f"{key}:",), ()


def _stand_apart(lines: Sequence[str], held: Mark) -> bool:
    """Whether the author leaves an empty line before an entry."""
    return len(held.inside) > 1 and not lines[held.inside[len(held.inside) - 1].line - 2].strip()


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


def _written_anew(text: str, key: str, entries: Sequence[Entry]) -> str:
    """The whole text, written by ruamel.yaml."""
    yaml, out = _yaml(), io.StringIO()
    content = yaml.load(text.replace("\r\n", "\n")) or CommentedMap()
    held = content.get(key) or CommentedSeq()
    if not held:
        held.fa.set_block_style()
    held.extend(_shaped(entry) for entry in entries)
    content[key] = held
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
    """Keys on lines of their own, lists of texts in brackets; of a list of mappings each on a line."""
    shaped = CommentedMap()
    for key, value in entry.items():
        inside = _value(value)
        if isinstance(inside, CommentedSeq) and inside and isinstance(inside[0], CommentedMap):
            inside.fa.set_block_style()
        shaped[key] = inside
    return shaped


def _value(value: object) -> object:
    """Texts quoted where another reader would guess at them; everything inside in brackets."""
    if isinstance(value, str):
        guessed = _GUESSED.fullmatch(value) and not _DATE.fullmatch(value)
        # In quotes, signs that break lines are escaped.
        plain = not guessed and value[:1].isalnum() and value.isprintable()
        return value if plain else DoubleQuotedScalarString(value)
    if isinstance(value, bool):
        return PlainScalarString(str(value).lower())
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
