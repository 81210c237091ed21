"""The name index on disk: found again, never a wrong one, never in the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.edges.index_files import KEPT, index_of, load_index, save_index
from bot.matching.build import build
from bot.matching.matcher import Matcher
from bot.model import Article, Name, Person, Watchlist

PEOPLE = tuple(
    Person(f"p{n}", name, (Name(name), Name(other)), (f"p{n}",), roles=("Minister of Roads",))
    for n, (name, other) in enumerate((("Qasem Soleimani", "قاسم سلیمانی"), ("Sergei Lavrov", "Сергей Лавров"), ("Kim Jong Un", "金正恩")))
)  # fmt: skip
LIST = Watchlist(PEOPLE, "ab" * 16)


def test_a_saved_index_is_mapped_and_finds_the_same(tmp_path: Path) -> None:
    """What comes from the disk equals what was built, array by array, and finds the same mentions."""
    built = index_of(tmp_path, LIST)
    mapped = load_index(tmp_path, LIST)
    assert mapped is not None
    for name, array in built.arrays().items():
        np.testing.assert_array_equal(mapped.arrays()[name], array)
    assert isinstance(mapped.person.base, np.memmap)
    article = Article("a", "The minister of roads, Qassem Soleimani, met Сергеем Лавровым and 金正恩.")
    found = Matcher(LIST, mapped).find(article)
    assert found == Matcher(LIST).find(article)
    assert {m.person for m in found} == {"p0", "p1", "p2"}


def test_another_list_or_order_has_an_index_of_its_own(tmp_path: Path) -> None:
    """Rows count people by position: an index is never used for another list, or the same in another order."""
    index_of(tmp_path, LIST)
    assert load_index(tmp_path, replace(LIST, fingerprint="cd" * 16)) is None
    assert load_index(tmp_path, replace(LIST, people=PEOPLE[::-1])) is None


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    """A file that is short, missing or no array costs a rebuild, not a worker."""
    index_of(tmp_path, LIST)
    for damage in (lambda p: p.unlink(), lambda p: p.write_bytes(p.read_bytes()[:100]), lambda p: p.write_bytes(b"")):
        damage(next(tmp_path.glob("names/*/by_pair.keys.npy")))
        assert load_index(tmp_path, LIST) is None
        index_of(tmp_path, LIST)
        assert load_index(tmp_path, LIST) is not None


def test_a_disk_that_takes_nothing_is_no_hindrance(tmp_path: Path) -> None:
    """Where the cache cannot be written, the index is made and used all the same."""
    (tmp_path / "names").write_text("a file where the folder should be")
    assert len(index_of(tmp_path, LIST).person) == 6


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    """Old lists do not fill the disk."""
    for n in range(KEPT + 3):
        save_index(tmp_path, replace(LIST, fingerprint=f"{n}" * 16), build(PEOPLE))
    assert len(list((tmp_path / "names").iterdir())) == KEPT
