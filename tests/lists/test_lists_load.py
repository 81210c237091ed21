"""bot.lists.load: files become one Watchlist, or every mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadFile
from bot.lists.lint import lint
from bot.lists.load import Loaded, SourceFile, load_watchlist
from bot.model import Listing, Measure, Name, Namesake

BROKEN = Path(__file__).parent / "broken"
ROOT = Path(__file__).parents[2]

CASES = [
    ("tab.yaml", 3, 1, "tab", "spaces"),
    ("no-space-after-colon.yaml", 2, 7, "no space after the colon", "key: value"),
    ("quote-left-open.yaml", 2, 8, "quote is opened", "closing quote"),
    ("key-twice.yaml", 5, 5, "`name` is given twice here (first in line 4)", "keep one"),
    ("unknown-key.yaml", 5, 5, "`nmaes`", "did you mean `names`?"),
    ("nothing-public.yaml", 3, 5, "neither a listing nor a source", "listings:"),
    ("date-of-another-kind.yaml", 5, 11, "`03/11/1957` is no date", "1957-03-11"),
    ("country-in-words.yaml", 5, 19, "`Iran` is no country code", "did you mean IR"),
    ("text-for-list.yaml", 5, 12, "`names` must be a list", "[Anne Example]"),
    ("measure-mistyped.yaml", 6, 46, "`travelban`", "did you mean travel_ban?"),
    ("no-authority.yaml", 6, 9, "X.1 has no authority", "defaults:"),
    ("id-twice.yaml", 6, 9, "line 3: Anna Example", "an id of its own"),
    ("half-written.yaml", 5, 12, "not closed", "]"),
    ("name-left-empty.yaml", 4, 5, "`name` has no value", "name: "),
    ("colon-in-text.yaml", 5, 13, "must be a text, not a mapping", "quotes"),
    ("name-without-letters.yaml", 4, 11, "`---` has no letter in it", "delete it"),
]


@pytest.mark.parametrize(("file", "line", "column", "what", "mend"), CASES)
def test_a_broken_watchlist_is_told_with_file_line_column_and_mend(
    file: str, line: int, column: int, what: str, mend: str
) -> None:
    """Whoever saves a mistake is told where it is and what to do."""
    with pytest.raises(BadFile) as caught:
        load_watchlist([SourceFile(file, (BROKEN / file).read_bytes())])
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.column) == (file, line, column)
    assert what in mistake.what
    assert mend in mistake.mend
    assert mistake.excerpt == (BROKEN / file).read_text(encoding="utf-8").splitlines()[line - 1]


def test_every_broken_file_has_a_case() -> None:
    """No sample lies about unused."""
    assert {file.name for file in BROKEN.iterdir()} == {case[0] for case in CASES}


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    """A person mends once, not one mistake after the other."""
    files = [SourceFile(case[0], (BROKEN / case[0]).read_bytes()) for case in CASES if case[0] != "id-twice.yaml"]
    with pytest.raises(BadFile) as caught:
        load_watchlist(files)
    assert {each.file for each in caught.value.mistakes} >= {file.name for file in files} - {"no-authority.yaml"}


STAGES = """\
list: a
people:
  - {id: a, name: Anna Example, source: here}
  - {id: b, name: Boris Sample}
  - {id: c, name: Carl Third, nationality: [Utopia], source: 'https://e.org/'}
  - {id: d, name: Doris Fourth, listings: [{ref: '1'}]}
  - {id: d, name: Edgar Fifth, source: 'https://e.org/'}
"""


def test_entries_that_can_be_read_are_looked_at_beside_those_that_cannot() -> None:
    """A bad value holds up its own entry alone; whoever is told hears that more may come."""
    with pytest.raises(BadFile) as caught:
        load(STAGES)
    assert [each.line for each in caught.value.mistakes] == [3, 4, 5, 6, 7]
    assert caught.value.unfinished


def test_what_was_looked_at_whole_shows_no_further_mistakes() -> None:
    """Nothing more is announced where nothing more can come."""
    with pytest.raises(BadFile) as caught:
        load("list: a\npeople:\n  - {id: b, name: Boris Sample}\n")
    assert not caught.value.unfinished


def test_a_mistake_in_what_entries_share_holds_them_up() -> None:
    """No listing is said to lack an authority that the unreadable defaults may have."""
    with pytest.raises(BadFile) as caught:
        load(STAGES.replace("people:", "defaults: {authority: [UN]}\npeople:"))
    assert [each.line for each in caught.value.mistakes] == [2, 4, 6]


def load(*texts: str, routes: tuple[str, ...] | None = None) -> Loaded:
    files = [SourceFile(f"{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    return load_watchlist(files, routes=routes)


FULL = """\
list: desk
title: Our people
defaults: {authority: UN, regime: Iran, measures: [travel_ban, asset_freeze]}
people:
  - id: desk-1
    name: Qasem Soleimani
    names: [Qasim Soleimani]
    weak: [Haj Qasem]
    native: [قاسم سلیمانی]
    born: [1957-03-11, 1957]
    nationality: [ir]
    roles: [Commander of the Qods Force]
    organisations: [IRGC]
    died: 2020-01-03
    listings:
      - ref: IRi.039
        since: 2007-03-24
        measures: [{type: travel_ban, since: 2010-06-09, basis: "1929 (2010), 10", exemptions: [Hajj]}, asset_freeze]
      - {authority: OFAC, ref: "10481", until: 2030, measures: []}
      - {ref: IRi.000}
    source: https://example.org/list
    not: [{name: Qassem Soleimani, about: footballer}]
    route: iran-desk
    threshold: 0.9
"""


def test_every_key_of_the_contract_arrives() -> None:
    """What a person writes is what the Person has."""
    (person,) = load(FULL).watchlist.people
    assert (person.id, person.name, person.refs, person.lists) == ("desk-1", "Qasem Soleimani", ("desk-1",), ("desk",))
    assert person.names == (
        Name("Qasem Soleimani"),
        Name("Qasim Soleimani"),
        Name("قاسم سلیمانی", native=True),
        Name("Haj Qasem", weak=True),
    )
    assert (person.born, person.died, person.nationality) == (("1957-03-11", "1957"), "2020-01-03", ("IR",))
    assert (person.roles, person.organisations) == (("Commander of the Qods Force",), ("IRGC",))
    assert person.namesakes == (Namesake("Qassem Soleimani", "footballer"),)
    assert (person.source, person.route, person.threshold) == ("https://example.org/list", "iran-desk", 0.9)


def test_defaults_fill_only_what_a_listing_leaves_out() -> None:
    """A listing's own words win, also when it says that it imposes nothing."""
    (person,) = load(FULL).watchlist.people
    ban = Measure("travel_ban", "2010-06-09", None, "1929 (2010), 10", ("Hajj",))
    assert person.listings == (
        Listing("UN", "IRi.039", "Iran", "2007-03-24", None, (ban, Measure("asset_freeze"))),
        Listing("OFAC", "10481", "Iran", None, "2030", ()),
        Listing("UN", "IRi.000", "Iran", None, None, (Measure("travel_ban"), Measure("asset_freeze"))),
    )


def test_defaults_invent_no_listing() -> None:
    """A person with a source alone stands on no list."""
    text = "list: a\ndefaults: {authority: UN}\npeople: [{id: b, name: C D, source: 'https://e.org/'}]\n"
    assert load(text).watchlist.people[0].listings == ()


def entry(identity: str, name: str = "Anna Example") -> str:
    return f"list: list-{identity}\npeople:\n  - {{id: {identity}, name: {name}, source: 'https://example.org/'}}\n"


def test_an_id_taken_in_another_file_names_both_places() -> None:
    """Two entries with one id could not be told apart in alerts."""
    with pytest.raises(BadFile) as caught:
        load(entry("a"), entry("a", "Boris Example"))
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line, mistake.column) == ("1.yaml", 3, 10)
    assert "0.yaml, line 3: Anna Example" in mistake.what


def test_the_fingerprint_tells_content_and_nothing_else() -> None:
    """Order of files, comments and quoting leave it; a changed name changes it."""
    first, second = entry("a"), entry("b", "Boris Example")
    one = load(first, second).watchlist.fingerprint
    assert load(second, "# remark\n" + first.replace("Anna Example", "'Anna Example'")).watchlist.fingerprint == one
    assert load(first, second.replace("Boris", "Borys")).watchlist.fingerprint != one
    assert len(one) == 32


@pytest.mark.parametrize(("route", "mend"), [("iran-dsk", "did you mean iran-desk?"), ("x", "add it under `routes:`")])
def test_a_route_that_the_configuration_lacks_is_a_mistake(route: str, mend: str) -> None:
    """No alert is sent to a channel that does not exist; without a configuration, routes are not judged."""
    text = FULL.replace("route: iran-desk", f"route: {route}")
    with pytest.raises(BadFile) as caught:
        load(text, routes=("iran-desk",))
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column) == (23, 12)
    assert mend in mistake.mend
    assert load(text).watchlist.people
    assert load(FULL, routes=("iran-desk",)).watchlist.people


def test_the_shipped_examples_load_without_a_warning() -> None:
    """What newcomers copy from is right; the general and the mine director are known to be confusable."""
    file = ROOT / "watchlists" / "examples.yaml"
    loaded = load_watchlist([SourceFile(file.name, file.read_bytes())])
    people = {person.id: person for person in loaded.watchlist.people}
    assert len(people) >= 15
    assert lint(loaded.entries, loaded.watchlist) == ()
    assert all(person.source for person in people.values())
    assert loaded.watchlist.confusables["un-IRi.039"] == ("un-IRi.040",)
    un = people["un-IRi.039"].listings[0]
    ban = next(each for each in un.measures if each.type == "travel_ban")
    assert (un.label, un.since, ban.since) == ("UN IRi.039", "2007-03-24", "2010-06-09")
    assert ban.basis
    assert "1929" in ban.basis


def test_the_readme_teaches_entries_that_load() -> None:
    """Somebody who copies the first two boxes of the README has a list."""
    blocks = (ROOT / "watchlists" / "README.md").read_text(encoding="utf-8").split("```yaml\n")[1:3]
    text = "\n".join(line[3:] for block in blocks for line in block.split("```")[0].splitlines())
    assert [person.name for person in load(text).watchlist.people] == ["Sergei Lavrov"]
