"""What the YAML parser complains of, in plain words and with a mend."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from bot.pasted import pasted_into

_MISSING_SPACE = re.compile(r"^[ -]*([a-z][a-z_]*):(?=[^\s:/])")

# The parser's words -> what is wrong, the mend, and whether the place to point at is where the thing began.
# Each has a file in tests/lists/broken or a case in tests/lists/test_marked.py.
_SYNTAX: Mapping[str, tuple[str, str, bool]] = {
    "found a tab character": ("a tab is used to indent", "use spaces, two for each level", False),
    "mapping values are not allowed": (
        "a colon stands where no key can be",
        "put a text that holds `: ` in quotes, or set the key straight under the one above",
        False,
    ),
    "could not find expected ':'": (
        "this line is neither a key nor a value",
        "write `key: value`, or indent it to belong to the text above",
        True,
    ),
    "found unexpected end of stream": ("a quote is opened and never closed", "add the closing quote", True),
    "found unexpected document indicator": ("a quote is opened and never closed", "add the closing quote", True),
    "did not find expected ',' or ']'": (
        "the list that starts here is not closed",
        "add the `]`, and a comma between any two values",
        True,
    ),
    "did not find expected ',' or '}'": (
        "the mapping that starts here is not closed",
        "add the `}`, and a comma between any two pairs",
        True,
    ),
    "did not find expected '-' indicator": (
        "this line is not indented like its neighbours",
        "set it straight under the first key of the same entry, or start a new entry with `- `",
        False,
    ),
    "block sequence entries are not allowed": (
        "a list item stands on the line of its key",
        "put `- ` on a new line, or write the list as [one, two]",
        False,
    ),
    "found unknown escape character": (
        "a backslash in double quotes starts a code that does not exist",
        "use single quotes, or write two backslashes",
        False,
    ),
    "did not find expected key": (
        "something follows a value that is already complete, or a line is indented wrongly",
        "put the whole text in quotes (a ' inside single quotes is written ''), or set the line straight",
        False,
    ),
    "did not find expected alphabetic": (
        "`*` and `&` at the start of a value have a meaning in YAML",
        "put the text in quotes",
        False,
    ),
    "did not find expected node content": (
        "a value is missing here",
        "delete the extra comma or bracket, or write the value",
        False,
    ),
    "did not find expected comment or line break": (
        "`>` and `|` at the start of a value have a meaning in YAML",
        "put the text in quotes",
        True,
    ),
    "mapping keys are not allowed": (
        "`? ` at the start of a value has a meaning in YAML",
        "put the text in quotes",
        False,
    ),
}


def in_plain_words(error: yaml.MarkedYAMLError, lines: tuple[str, ...]) -> tuple[int, int, str, str]:
    """Line and column from 1, what is wrong, and the mend."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or "nothing more is known"
    if pasted := _pasted(lines, min(line - 1, error.context_mark.line + 1 if error.context_mark else line), line):
        return pasted
    if near := _missing_space(lines, line):
        return *near, "no space after the colon", "write `key: value`"
    for words, (what, mend, at_start) in _SYNTAX.items():
        if words in problem:
            start = error.context_mark if at_start else None
            if not start and (end := _end(lines, line)):
                return (
                    *end,
                    "the file ends in the middle of a value",
                    "write the rest; a list ends with ], a mapping with }",
                )
            return (start.line + 1, start.column + 1, what, mend) if start else (line, column, what, mend)
    return line, column, *_at_character(lines, line, column, problem)


def _pasted(lines: tuple[str, ...], first: int, last: int) -> tuple[int, int, str, str] | None:
    """What was pasted into the lines that the parser was at, which confuses it only later."""
    for number, text in enumerate(lines[max(first, 1) - 1 : last], max(first, 1)):
        if found := pasted_into(text):
            return number, found[0] + 1, *found[1:]
    return None


def _missing_space(lines: tuple[str, ...], line: int) -> tuple[int, int] | None:
    """Line and column of a `key:value` in this line or the one above, which confuses the parser only later."""
    for number in (line - 1, line):
        text = lines[number - 1] if 0 < number <= len(lines) else ""
        if found := _MISSING_SPACE.match(text):
            return number, found.end() + 1
    return None


def _end(lines: tuple[str, ...], line: int) -> tuple[int, int] | None:
    """Where the last text of the file ends, when nothing stands from this line on."""
    last = max((number for number, text in enumerate(lines, 1) if text.strip()), default=0)
    return (last, len(lines[last - 1].rstrip()) + 1) if 0 < last < line else None


def _at_character(lines: tuple[str, ...], line: int, column: int, problem: str) -> tuple[str, str]:
    character = "".join(lines[line - 1 : line])[column - 1 : column]
    if character == "\t":
        return "a tab is used to indent", "use spaces, two for each level"
    if "cannot start any token" in problem and character:
        return f"a value cannot start with the character {character}", "put the text in quotes"
    return f"this is not YAML ({problem})", "see watchlists/README.md for how entries are written"
