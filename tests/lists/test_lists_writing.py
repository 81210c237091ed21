"""bot.lists.writing: an entry comes in, and what people wrote stays as it was."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insert import Entry
from bot.lists.load import SourceFile, load_watchlist
from bot.lists.writing import new_list, with_entry
from bot.model import Person
from bot.text import one_line

ENTRY: Entry = {
    "id": "new",
    "name": "Ana Nilsen",
    "nationality": ["NO"],
    "listings": [{"authority": "UN", "ref": "10481", "measures": [{"type": "travel_ban", "since": "2010-06-09"}]}],
}
WRITTEN = """\
- id: new
  name: Ana Nilsen
  nationality: ["NO"]
  listings:
    - {authority: UN, ref: "10481", measures: [{type: travel_ban, since: 2010-06-09}]}
"""
OLD = "id: old\n  name:   'Boris  Sample' # the baker\n  source: https://e.org/\n"


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def people(data: bytes) -> tuple[Person, ...]:
    return tuple(entry.person for entry in load_watchlist([SourceFile("a.yaml", data)]).entries)


# What stands before the new entry, and what behind it; how far the entry is indented.
IN_PLACE = {
    "below the last one": ("# ours\nlist: t\npeople:\n" + indented(f"- {OLD}", 2), "", 2),
    "dashes under the key": ("list: t\npeople:\n" + f"- {OLD}", "", 0),
    "four blanks": ("list: t\npeople:\n" + indented(f"- {OLD}", 4), "", 4),
    "before what follows": ("list: t\npeople:\n" + f"- {OLD}", "\n# the title\ntitle: T\n", 0),
    "behind its own comments": ("list: t\npeople:\n" + indented(f"- {OLD}    # so the list says\n", 2), "  # more to come\n", 2),
    "no people yet": ("list: t\npeople: # nobody yet\n", "\ntitle: T\n", 2),
    "a document end": ("list: t\npeople:\n" + f"- {OLD}", "...\n", 0),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_PLACE)
def test_the_entry_is_set_in_and_nothing_else_is_touched(case: str) -> None:
    """Every other byte stays, comments, odd blanks and quotes included."""
    before, behind, indent = IN_PLACE[case]
    out = with_entry("a.yaml", (before + behind).encode(), ENTRY)
    assert out.decode() == before + indented(WRITTEN, indent) + behind
    assert people(out)[-1].name == "Ana Nilsen"


def test_an_empty_line_between_entries_is_kept_up() -> None:
    """Where the author leaves room between entries, the new one has it too."""
    before = "list: t\npeople:\n" + f"- {OLD}\n- {OLD.replace('old', 'other')}"
    assert with_entry("a.yaml", before.encode(), ENTRY).decode() == f"{before}\n{WRITTEN}"


def test_line_ends_byte_order_mark_and_a_missing_last_line_end() -> None:
    """A file from a Windows editor stays one."""
    before = codecs.BOM_UTF8 + f"list: t\npeople:\n- {OLD}".rstrip().replace("\n", "\r\n").encode()
    out = with_entry("a.yaml", before, ENTRY)
    assert out == before + b"\r\n" + WRITTEN.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("list: t # ours\npeople: [{id: old, name: 'B S', source: 'https://e.org/'}] # few\n", ["# ours", "'B S'", "# few"]),
        ("{list: t, people: [{id: old, name: B S, source: 'https://e.org/'}]} # all\n", ["# all"]),
        ("list: t # ours\npeople: []\ntitle: T # titled\n", ["# ours", "# titled"]),
        ("list: t\r\npeople: [{id: old, name: B S, source: 'https://e.org/'}]\r\n", ["\r\n"]),
    ],
)  # fmt: skip
def test_a_list_in_brackets_is_written_anew_with_its_comments(before: str, kept: list[str]) -> None:
    """Everybody stays, and so do comments and order."""
    out = with_entry("a.yaml", before.encode(), ENTRY)
    old = people(before.encode()) if "old" in before else ()
    assert people(out)[:-1] == old
    assert people(out)[-1].nationality == ("NO",)
    assert all(each in out.decode() for each in kept)
    assert ("\r\n" in before) == (b"\r\n" in out) == (out.count(b"\n") == out.count(b"\r\n"))


def test_a_new_list_names_the_schema_and_loads_with_its_first_entry() -> None:
    """Editors complete and check from the first line on."""
    out = with_entry("a.yaml", new_list("my-list", "../s.json"), ENTRY)
    assert out.decode().startswith("# yaml-language-server: $schema=../s.json\nlist: my-list\npeople:\n  - id: new\n")
    assert people(out)[0].lists == ("my-list",)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(" :#-'\""), max_size=25)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=5, unique=True))
def test_any_text_comes_back_as_it_was_given(texts: list[str]) -> None:
    """Whatever sign a name or a role begins with, the file says it and nothing else."""
    roles = [" ".join(text.split()) for text in texts]
    before = f"list: t\npeople:\n- {OLD}".encode()
    (_, person) = people(with_entry("a.yaml", before, {**ENTRY, "roles": roles}))
    (same,) = people(with_entry("a.yaml", new_list("t", "s"), {**ENTRY, "roles": roles}))
    assert person == same
    assert list(person.roles) == [one_line(role) for role in roles]
