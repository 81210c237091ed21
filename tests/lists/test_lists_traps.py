"""The traps of YAML, each as somebody would fall into it in a watchlist: read as it was meant, or told so that it can be mended.

Two tables: `MEANT` holds what other loaders turn into something else and we read as written; `TOLD` holds what nobody can
read, with line, column, plain words and a mend.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest

from bot.errors import BadFile, Mistake
from bot.lists.load import SourceFile, load_watchlist
from bot.model import Person

HEAD = "list: t\npeople:\n"  # lines 1 and 2
ENTRY = """\
  - id: p1
    name: Ana Nilsen
    names: [Anna Nilsen]
    nationality: [SE]
    roles: [Minister]
    born: 1962
    listings: [{authority: UN, ref: X.1}]
"""  # lines 3 to 9


def load(data: bytes) -> Person:
    (person,) = load_watchlist([SourceFile("t.yaml", data)]).watchlist.people
    return person


# What is written in place of what, what is asked for, and what must come out of it.
MEANT: dict[str, tuple[str, str, Callable[[Person], object], object]] = {
    "NO is Norway": ("[SE]", "[NO]", lambda p: p.nationality, ("NO",)),
    "no in small letters too": ("[SE]", "[no]", lambda p: p.nationality, ("NO",)),
    "off is a word": ("[Minister]", "[off]", lambda p: p.roles, ("off",)),
    "Yes is a word": ("[Minister]", "[Yes, y, on]", lambda p: p.roles, ("Yes", "y", "on")),
    "Null is a surname": ("name: Ana Nilsen", "name: Null", lambda p: p.name, "Null"),
    "True is a surname": ("name: Ana Nilsen", "name: True", lambda p: p.name, "True"),
    "a zero in front stays": ("X.1", "0123456", lambda p: p.listings[0].ref, "0123456"),
    "digits stay text": ("X.1", "1_000", lambda p: p.listings[0].ref, "1_000"),
    "an exponent stays text": ("X.1", "1e3", lambda p: p.listings[0].ref, "1e3"),
    "a clock time stays text": ("X.1", "12:30:45", lambda p: p.listings[0].ref, "12:30:45"),
    "a date stays as written": ("born: 1962", "born: 1962-05-01", lambda p: p.born, ("1962-05-01",)),
    "a tilde is a word": ("[Minister]", "[~]", lambda p: p.roles, ("~",)),
    "a key without a value is left out": ("roles: [Minister]", "roles:", lambda p: p.roles, ()),
    "curly quotes inside a name": (
        "name: Ana Nilsen",
        "name: Ana “the Fox” Nilsen",
        lambda p: p.name,
        "Ana “the Fox” Nilsen",
    ),
    "curly quotes in straight ones": ("name: Ana Nilsen", 'name: "“Ana”"', lambda p: p.name, "“Ana”"),
    "a letter like a quote": ("name: Ana Nilsen", "name: ‘Abd al-Nil", lambda p: p.name, "‘Abd al-Nil"),
    "a blank of the web around a value": ("1962", "[\u00a01962\u00a0]", lambda p: p.born, ("1962",)),
    "an apostrophe inside a word": ("name: Ana Nilsen", "name: Ana O'Nil", lambda p: p.name, "Ana O'Nil"),
    "a remark ends the value": ("born: 1962", "born: 1962 # or 1963", lambda p: p.born, ("1962",)),
}


@pytest.mark.parametrize("trap", MEANT)
def test_what_other_loaders_change_stays_as_it_was_written(trap: str) -> None:
    """No value is guessed."""
    old, new, asked, meant = MEANT[trap]
    assert old in ENTRY
    assert asked(load((HEAD + ENTRY.replace(old, new)).encode())) == meant


FILES: dict[str, bytes] = {
    "byte order mark": codecs.BOM_UTF8 + (HEAD + ENTRY).encode(),
    "Windows line ends": (HEAD + ENTRY).replace("\n", "\r\n").encode(),
    "both": codecs.BOM_UTF8 + (HEAD + ENTRY).replace("\n", "\r\n").encode(),
    "line ends of old Macs": (HEAD + ENTRY).replace("\n", "\r").encode(),
    "no line end at the end": (HEAD + ENTRY).rstrip().encode(),
}


@pytest.mark.parametrize("trap", FILES)
def test_files_of_any_editor_load_and_places_in_them_are_right(trap: str) -> None:
    """The same person, and a mistake further down is told with the right line and column."""
    assert load(FILES[trap]) == load((HEAD + ENTRY).encode())
    with pytest.raises(BadFile) as caught:
        load(FILES[trap].replace(b"[Minister]", b"Minister"))
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column, mistake.excerpt) == (7, 12, "    roles: Minister")


# What is written in place of what, then line, column, words that say what is wrong, and words that say what to do.
TOLD: dict[str, tuple[str, str, int, int, str, str]] = {
    "a tab": ("    born", "\tborn", 8, 1, "a tab is used to indent", "use spaces"),
    "a key twice": ("    born", "    name: Eva\n    born", 8, 5, "`name` is given twice here (first in line 4)", "keep one"),
    "a name for a value": ("[SE]", "&a [SE]", 6, 18, "a name for a value (&a)", "delete it"),
    "a reference": ("[SE]", "*a", 6, 18, "a reference to another value (*a)", "write the value out again"),
    "references that multiply": (
        ENTRY,
        "  - &a [x, x]\n" + "".join(f"  - &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(9)),
        3,
        5,
        "a name for a value (&a)",
        "delete it",
    ),
    "merge key": ("    born", "    <<: *a\n    born", 8, 9, "a reference to another value (*a)", "write the value out"),
    "a type that runs code": ("[SE]", "!!python/object/apply:os.system [id]", 6, 18, "a type mark", "delete it"),
    "brackets without end": ("[SE]", "[" * 100_000, 6, 35, "nested more than 20 deep", "close the brackets"),
    "dashes without end": ("    born", "    x:\n    " + "- " * 50_000 + "\n    born", 9, 39, "nested", "take levels out"),
    "half a file": ("[Minister]\n    born: 1962\n    listings: [{authority: UN, ref: X.1}]\n", "[Mini", 7, 12, "not closed", "`]`"),
    "half a list": (ENTRY[ENTRY.index("Minister") :], "", 7, 13, "the file ends in the middle of a value", "a list ends with ]"),
    "half a text": ("[Minister]", '["Mini]', 7, 13, "a quote is opened and never closed", "closing quote"),
    "no space behind a colon": ("name: Ana", "name:Ana", 4, 10, "no space after the colon", "key: value"),
    "a colon in a text": ("[Minister]", "[Head: of staff]", 7, 13, "must be a text, not a mapping", "in quotes"),
    "an apostrophe in quotes": ("name: Ana Nilsen", "name: 'Ana O'Nil'", 4, 18, "already complete", "written ''"),
    "a value that begins with @": ("[Minister]", "@minister", 7, 12, "cannot start with the character @", "in quotes"),
    "a value that begins with %": ("[Minister]", "%minister", 7, 12, "cannot start with the character %", "in quotes"),
    "a value that begins with >": ("born: 1962", "born: >1962", 8, 11, "have a meaning in YAML", "in quotes"),
    "a line out of line": ("    born", "   born", 8, 4, "not indented like its neighbours", "straight under"),
    "an item on its key's line": ("[Minister]", "- Minister", 7, 12, "on the line of its key", "new line"),
    "a comma too many": ("[Minister]", "[Minister,, Head]", 7, 22, "a value is missing here", "extra comma"),
    "a second document": ("    born", "---\n    born", 8, 1, "a second document begins here", "file of its own"),
    "a control character": ("Minister", "Mini\x00ster", 7, 17, "a control character (U+0000)", "delete it"),
    "curly quotes": ("name: Ana Nilsen", "name: “Ana Nilsen”", 4, 11, "curly quotes of a word processor", "straight ones, or none"),
    "single curly quotes": ("name: Ana Nilsen", "name: ‘Ana Nilsen’", 4, 11, "curly quotes", "straight ones, or none"),
    "German curly quotes": ("name: Ana Nilsen", "name: „Ana Nilsen“", 4, 11, "curly quotes", "straight ones, or none"),
    "French quotes": ("[Minister]", "[« Minister »]", 7, 13, "curly quotes", "straight ones, or none"),
    "curly quotes around a date": ("born: 1962", "born: “1962”", 8, 11, "curly quotes", "straight ones, or none"),
    "curly quotes around a code": ("[SE]", "[“SE”]", 6, 19, "curly quotes", "straight ones, or none"),
    "curly quotes around an address": ("    born", "    source: “https://e.org/”\n    born", 8, 13, "curly quotes", "none"),
    "curly quotes around a colon": ("[Minister]", "[“Head: of staff”]", 7, 13, "curly quotes", "straight ones"),
    "curly quotes around a comma": ("[Minister]", "[“Head, staff”]", 7, 13, "curly quotes", "straight ones"),
    "curly quotes left open": ("name: Ana Nilsen", "name: “Ana: Nilsen", 4, 11, "curly quotes", "straight ones"),
    "a blank of the web behind a colon": ("name: Ana", "name:\u00a0Ana", 4, 10, "invisible character (U+00A0)", "an ordinary blank"),
    "a blank of the web in brackets": ("authority: UN", "authority:\u00a0UN", 9, 27, "invisible character (U+00A0)", "ordinary blank"),
    "blanks of the web that indent": ("    born", "\u00a0\u00a0\u00a0 born", 8, 1, "invisible character (U+00A0)", "ordinary blank"),
    "a blank of the web that indents": ("    name", "   \u00a0name", 4, 4, "invisible character (U+00A0)", "ordinary blank"),
    "a blank of the web behind a dash": ("  - id", "  -\u00a0id", 3, 4, "invisible character (U+00A0)", "ordinary blank"),
    "a narrow blank": ("born: 1962", "born:\u202f1962", 8, 10, "invisible character (U+202F)", "ordinary blank"),
    "what nobody sees": ("born: 1962", "born\u200b: 1962", 8, 9, "invisible character (U+200B)", "delete it"),
    "a date in another order": ("1962", "01/05/1962", 8, 11, "`01/05/1962` is no date", "1957-03-11"),
    "a day that does not exist": ("1962", "1962-02-30", 8, 11, "`1962-02-30` does not exist", "year, month, day"),
    "a country in words": ("[SE]", "[Norway]", 6, 19, "`Norway` is no country code", "did you mean NO (Norway)?"),
    "a name left empty": ("name: Ana Nilsen", "name:", 4, 5, "`name` has no value", "write one"),
    "a country in words without brackets": ("[SE]", "Russia", 6, 18, "must be a list", "write [RU]"),
    "a code without brackets": ("[SE]", "NO", 6, 18, "must be a list", "write [NO]"),
    "an adjective without brackets": ("[SE]", "Russian", 6, 18, "must be a list", "write [RU]"),
    "several codes without brackets": ("[SE]", "RU, UK", 6, 18, "must be a list", "write [RU, GB]"),
    "a nation nobody knows": ("[SE]", "none", 6, 18, "must be a list", "such as [IR]"),
    "codes without a comma": ("[SE]", "[RU IL]", 6, 19, "`RU IL` is no country code", "put a comma between the codes: [RU, IL]"),
    "UK for a code": ("[SE]", "[UK]", 6, 19, "`UK` is no country code", "did you mean GB (United Kingdom)?"),
    "an adjective for a code": ("[SE]", "[Iranian]", 6, 19, "no country code", "did you mean IR (Iran)?"),
    "a listing in one text": (
        "[{authority: UN, ref: X.1}]", "UK RUS0252", 9, 15, "must be a list", "write [{authority: UK, ref: RUS0252}]"
    ),
    "a listing in one text of a list": ("{authority: UN, ref: X.1}", "UK RUS0252", 9, 16, "keys with values", "write {authority: UK,"),
    "a reference alone": ("[{authority: UN, ref: X.1}]", "RUS0252", 9, 15, "must be a list", "[{authority: …, ref: RUS0252}]"),
    "a listing without its dash": ("[{authority: UN, ref: X.1}]", "{authority: UN, ref: X.1}", 9, 15, "must be a list", "`- ` before `authority`"),
    "a namesake in one text": ("    born", "    not: Ana Nilsson\n    born", 8, 10, "must be a list", "write [{name: Ana Nilsson, about: …}]"),
    "a namesake in one text of a list": ("    born", "    not: [Ana: b]\n    born", 8, 11, "`name` is missing", "`name: "),
    "no namesake in words": ("    born", "    not: none\n    born", 8, 10, "must be a list", "delete the line"),
    "no exemption in words": ("{authority: UN, ref: X.1}", "{ref: X, measures: [{type: travel_ban, exemptions: none}]}", 9, 67, "must be a list", "write [] when there is none"),
    "people without a dash": ("  - id: p1", "    id: p1", 3, 5, "`people` must be a list, not a mapping", "put `- ` before `id`"),
    "no people": (ENTRY, "", 2, 1, "`people` has no value", "add an entry below it, as `  - id: …`"),
    "a person in one text": (ENTRY, "  - Ana Nilsen\n", 3, 5, "must hold keys with values", "write {id: …, name: Ana Nilsen, source: …}"),
    "a list that is one text": ("[Anna Nilsen]", "Anna Nilsen", 5, 12, "must be a list", "[Anna Nilsen]"),
    "a key misspelt": ("roles:", "rolse:", 7, 5, "`rolse` is not known here", "did you mean `roles`?"),
}  # fmt: skip


@pytest.mark.parametrize("trap", TOLD)
def test_what_cannot_be_read_is_told_with_place_words_mend_and_the_line(trap: str) -> None:
    """file:line:column, what is wrong in plain words, what to do, and the line itself; and nothing crashes."""
    old, new, line, column, what, mend = TOLD[trap]
    assert old in ENTRY
    text = HEAD + ENTRY.replace(old, new, 1)
    with pytest.raises(BadFile) as caught:
        load(text.encode())
    first = caught.value.mistakes[0]
    assert (first.file, first.line, first.column) == ("t.yaml", line, column)
    assert what in first.what
    assert mend in first.mend
    assert str(first) == f"t.yaml:{line}:{column}: {first.what}; {first.mend}"
    assert first.excerpt == text.split("\n")[line - 1].replace("\x00", "\ufffd")[:200]


@pytest.mark.parametrize("length", range(len(HEAD), len(HEAD + ENTRY), 7))
def test_a_file_cut_anywhere_is_told_or_whole(length: int) -> None:
    """A file that is half written names a place inside it, or reads as fewer people; it never crashes."""
    data = (HEAD + ENTRY).encode()[:length]
    told = mistakes(data)
    assert told or load(data).id == "p1"
    assert all(1 <= each.line <= data.count(b"\n") + 1 and each.mend and each.excerpt for each in told)


def mistakes(data: bytes) -> tuple[Mistake, ...]:
    try:
        load_watchlist([SourceFile("t.yaml", data)])
    except BadFile as bad:
        return bad.mistakes
    return ()
