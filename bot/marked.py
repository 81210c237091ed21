"""YAML that people edit, read into plain values that remember where they stand.

Every scalar stays the text it was (``NO``, ``Null``, ``0123456``, ``1957-03-11``); only a value that is not there at all
is None. The parser's events are guarded and built here, without recursion, so that nesting, aliases and tags cannot hurt,
and keys given twice are refused. `bot.faults` checks the result against a pydantic model.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import yaml

from bot.errors import BadFile, Mistake
from bot.pasted import BLANKS, unseen, wholly_in_curly_quotes
from bot.syntax import in_plain_words
from bot.text import without_secrets

MAX_BYTES = 20_000_000
MAX_LIST_BYTES = (
    60_000_000  # of a watchlist: 60,000 people of an official list are 23 MB, half a minute and 1 GB of memory
)
MAX_DEPTH = 20
MAX_MISTAKES = 200  # of one file; after that nobody reads on
EXCERPT = 200  # characters

Path = tuple[str | int, ...]

# The line breaks that the YAML 1.1 scanner counts.
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


class Mark(NamedTuple):
    """Where a value starts, counted from 1, and where the values inside it and their keys do."""

    line: int
    column: int
    inside: dict[str | int, Mark]
    keys: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A file's content as mappings, lists and texts, with the place of each. `data` is None for an empty file."""

    file: str
    data: object
    mark: Mark = field(default_factory=lambda: Mark(1, 1, {}, {}), repr=False)
    lines: tuple[str, ...] = field(default=(), repr=False)

    def place(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at a path, or of its key; of the nearest thing around it when there is none."""
        mark = self.mark
        for step in path[:-1] if key else path:
            mark = mark.inside.get(step, mark)
        if key and path and (at := mark.keys.get(str(path[-1]))):
            return at
        return mark.line, mark.column

    def has_key(self, path: Path) -> bool:
        """Whether the file holds this key, if only with an empty value."""
        mark: Mark | None = self.mark
        for step in path[:-1]:
            mark = mark.inside.get(step) if mark else None
        return bool(mark and path and path[-1] in mark.keys)

    def mistake(self, path: Path, what: str, mend: str, *, key: bool = False, warning: bool = False) -> Mistake:
        """A Mistake at a path of this file, with the line as excerpt."""
        line, column = self.place(path, key=key)
        return mistake_at(self.file, self.lines, line, column, what, mend, warning=warning)


def mistake_at(
    file: str, lines: tuple[str, ...], line: int, column: int, what: str, mend: str, *, warning: bool = False
) -> Mistake:
    """A Mistake with the offending line. Tokens and passwords in that line are dotted out."""
    excerpt = lines[line - 1][:EXCERPT] if line <= len(lines) else ""
    return Mistake(file, line, column, without_secrets(what), mend, without_secrets(excerpt), warning)


def readable(text: str) -> str:
    """The text without the characters that a YAML file may not hold."""
    return _NOT_PRINTABLE.sub("", text)


def read_yaml(name: str, data: bytes, most: int = MAX_BYTES) -> Marked:
    """Read one YAML document of at most `most` bytes. Raises BadFile with every mistake that the YAML itself has."""
    text = _decoded(name, data, most)
    lines = tuple(_LINE_BREAK.split(text))
    _refuse_unprintable(name, text, lines)
    builder = _Builder(name, lines)
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            builder.take(event)
    except _Stop as stop:
        builder.mistakes.append(stop.mistake)
    except yaml.MarkedYAMLError as error:
        mistake = mistake_at(name, lines, *in_plain_words(error, lines))
        builder.mistakes += [] if mistake in builder.mistakes else [mistake]
    if builder.mistakes:
        raise BadFile(builder.mistakes)
    return builder.result()


def _decoded(name: str, data: bytes, most: int) -> str:
    if len(data) > most:
        what = f"the file is too big: {len(data):,} bytes, at most {most:,} are read"
        raise BadFile([Mistake(name, 1, 1, what, "split it into several files in the same folder")])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadFile([Mistake(name, 1, 1, "the file is UTF-16, not UTF-8", "save it again with the encoding UTF-8")])
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = _LINE_BREAK.split(error.object[: error.start].decode())
        what = f"the file is not UTF-8: byte {error.object[error.start]:#04x} is no part of a character"
        mend = "save it again with the encoding UTF-8 (in the editor: Save with Encoding)"
        raise BadFile([Mistake(name, len(before), len(before[-1]) + 1, what, mend)]) from None


def _refuse_unprintable(name: str, text: str, lines: tuple[str, ...]) -> None:
    if found := _NOT_PRINTABLE.search(text):
        before = _LINE_BREAK.split(text[: found.start()])
        what = f"a control character (U+{ord(found.group()):04X}) stands here"
        mistake = mistake_at(name, lines, len(before), len(before[-1]) + 1, what, "delete it")
        raise BadFile([replace(mistake, excerpt=_NOT_PRINTABLE.sub("\ufffd", mistake.excerpt))])


# --- building -------------------------------------------------------------------------------------------------------


class _Open(NamedTuple):
    """A list or mapping that is being read."""

    value: dict[str, object] | list[object]
    mark: Mark
    key: list[tuple[str, Mark]]  # of a mapping: the key that waits for its value, at most one


class _Stop(Exception):
    """Reading on makes no sense."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(str(mistake))


class _Builder:
    """Takes the parser's events one by one and keeps the open lists and mappings on a stack of its own."""

    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self.file = file
        self.lines = lines
        self.mistakes: list[Mistake] = []
        self.open: list[_Open] = []
        self.root: tuple[object, Mark] = (None, Mark(1, 1, {}, {}))
        self.documents = 0

    def result(self) -> Marked:
        """What was read."""
        return Marked(self.file, self.root[0], self.root[1], self.lines)

    def take(self, event: yaml.Event) -> None:
        """Take the next event. Raises _Stop when the rest is not worth reading."""
        match event:
            case yaml.ScalarEvent():
                self._refuse_references(event)
                self._add(self._text(event), _mark(event))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_references(event)
                self._start(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.open.pop()
                self._add(done.value, done.mark)
            case yaml.AliasEvent():
                mend = "write the value out again; for a text that starts with *, put it in quotes"
                self._say(_mark(event), f"a reference to another value (*{event.anchor}) is not read here", mend)
                self._add(None, _mark(event))
            case yaml.DocumentStartEvent():
                self._one_document(event)

    def _text(self, event: yaml.ScalarEvent) -> str | None:
        """What a scalar says. In quotes of YAML anything may stand; without them, what only looks like quotes is told."""
        if event.style:
            return event.value
        if told := wholly_in_curly_quotes(event.value):
            self._say(_mark(event), *told)
        return (event.value if self._at_key() else event.value.strip(BLANKS)) or None

    def _at_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and not self.open[-1].key

    def _one_document(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            mend = "put it into a file of its own, or delete the line ---"
            raise _Stop(self._mistake(_mark(event), "a second document begins here", mend))

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.open) >= MAX_DEPTH:
            what = f"lists and mappings are nested more than {MAX_DEPTH} deep"
            raise _Stop(self._mistake(_mark(event), what, "close the brackets, or take levels out"))
        value: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(value, _mark(event)._replace(inside={}, keys={}), []))

    def _add(self, value: object, mark: Mark) -> None:
        if not self.open:
            self.root = (value, mark)
            return
        inside = self.open[-1]
        if isinstance(inside.value, list):
            inside.mark.inside[len(inside.value)] = mark
            inside.value.append(value)
        elif not inside.key:
            inside.key.append((self._key(inside, value, mark), mark))
        else:
            key, _ = inside.key.pop()
            inside.value[key] = value
            inside.mark.inside[key] = mark

    def _key(self, inside: _Open, value: object, mark: Mark) -> str:
        if not isinstance(value, str):
            self._say(mark, "a key must be a single word", "write `key: value`; put texts with brackets in quotes")
            return f"({mark.line}:{mark.column})"
        if told := unseen(value):
            self._say(mark._replace(column=mark.column + told[0]), *told[1:])
        if first := inside.mark.keys.get(value):
            what = f"`{value}` is given twice here (first in line {first[0]})"
            self._say(mark, what, "keep one of the two, or start a new entry with `- `")
        else:
            inside.mark.keys[value] = (mark.line, mark.column)
        return value

    def _refuse_references(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is None and event.tag is None:
            return
        if event.anchor is not None:
            mend = "delete it; for a text that starts with &, put it in quotes"
            self._say(_mark(event), f"a name for a value (&{event.anchor}) is not read here", mend)
        if event.tag is not None and event.tag != "!":
            mend = "delete it; for a text that starts with !, put it in quotes"
            self._say(_mark(event), f"a type mark ({event.tag}) is not read here", mend)

    def _say(self, mark: Mark, what: str, mend: str) -> None:
        if len(self.mistakes) < MAX_MISTAKES:
            self.mistakes.append(self._mistake(mark, what, mend))

    def _mistake(self, mark: Mark, what: str, mend: str) -> Mistake:
        return mistake_at(self.file, self.lines, mark.line, mark.column, what, mend)


# Nothing is inside a text: all of them share these two, which stay empty. A long list has a hundred thousand.
_NO_MARKS: dict[str | int, Mark] = {}
_NO_KEYS: dict[str, tuple[int, int]] = {}


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    assert start is not None
    return Mark(start.line + 1, start.column + 1, _NO_MARKS, _NO_KEYS)
