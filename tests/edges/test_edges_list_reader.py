"""Lists read again after an edit: quicker, and always what a reading of everything gives, mistakes included."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.edges.kept_lists import KEPT_FILES, Reader
from bot.errors import BadFile
from bot.lists import confusable, load, merge, parts
from bot.lists.load import SourceFile, load_watchlist
from bot.model import Watchlist

NAMES = ("Qasem Soleimani", "Qassem Soleimani", "SOLEIMANI Qasem", "Ghasem Soleymani", "Sergei Iwanow", "Sergey Ivanov")
MORE_NAMES = ("Ivan Sergeyevich Petrov", "Ivan Petrov", "Anna Example", "Ana Example", "Lee Min")
BORN = ("1957-03-11", "1957-03", "1957", "1960-01-02")
ROLES = ("Commander of the Qods Force", "Director of the Saghand Uranium Mine", "Minister")
AUTHORITIES = ("UN", "EU", "UK", "OFAC")

Lists = dict[str, dict[str, object]]  # file -> its content


def entry(dice: random.Random, number: int) -> dict[str, object]:
    """Somebody who may well be somebody else, too: few names, birth days, roles and references."""
    authority = dice.choice(AUTHORITIES)
    return {
        "id": f"{authority.lower()}-{number}" if dice.random() < 0.7 else f"p{number}",
        "name": dice.choice(NAMES + MORE_NAMES),
        "names": dice.sample(NAMES + MORE_NAMES, dice.randrange(3)),
        "weak": dice.sample(("Haj Qasem", "Seryozha"), dice.randrange(2)),
        "native": dice.sample(("قاسم سلیمانی", "Сергей Иванов"), dice.randrange(2)),
        "born": dice.sample(BORN, dice.randrange(2)),
        "nationality": dice.sample(("IR", "RU"), dice.randrange(2)),
        "roles": dice.sample(ROLES, dice.randrange(2)),
        "not_same_as": [f"p{dice.randrange(60)}"] if dice.random() < 0.2 else [],
        "listings": [{"authority": authority, "ref": str(dice.randrange(20)), "regime": dice.choice(("A", "B"))}],
    }


def edited(lists: Lists, dice: random.Random) -> Lists:
    """One edit, as people and imports make them: somebody comes, goes, changes or moves to another file, or a file does."""
    file = dice.choice(sorted(lists))
    people = list(lists[file]["people"])  # type: ignore[call-overload]
    match dice.randrange(6):
        case 0 | 1:
            people.append(entry(dice, dice.randrange(45)))
        case 2 if len(people) > 1:
            people.pop(dice.randrange(len(people)))
        case 3 if people:
            people[dice.randrange(len(people))] |= {"name": dice.choice(NAMES)}
        case 4:
            dice.shuffle(people)
        case _ if len(lists) > 2:
            return {name: said for name, said in lists.items() if name != file}
        case _:
            return {**lists, f"{dice.randrange(9)}.yaml": content(dice, dice.randrange(9))}
    return {**lists, file: {**lists[file], "people": people}}


def content(dice: random.Random, number: int) -> dict[str, object]:
    people = [entry(dice, each) for each in dice.sample(range(60), 5)]
    return {"list": f"l{number}", "people": people}


def files_of(lists: Lists) -> list[SourceFile]:
    """The lists as files; JSON is YAML, too."""
    return [SourceFile(name, json.dumps(said, ensure_ascii=False, indent=1).encode()) for name, said in lists.items()]


def anew(files: Sequence[SourceFile]) -> Watchlist | list[str]:
    """What the files say to somebody who never saw them, or everything that is wrong with them."""
    for remembering in (load._line, merge._facts, parts._read, confusable._consonants):
        remembering.cache_clear()
    try:
        return load_watchlist(files, routes=()).watchlist
    except BadFile as bad:
        return [repr(mistake) for mistake in bad.mistakes]


def again(reader: Reader, files: Sequence[SourceFile]) -> Watchlist | list[str]:
    try:
        return reader.read(files)
    except BadFile as bad:
        return [repr(mistake) for mistake in bad.mistakes]


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_it_says_what_a_reading_of_everything_says(tmp_path: Path, seed: int) -> None:
    """People, merges and their reasons, fingerprint, confusables; or the same mistakes at the same places."""
    dice = random.Random(seed)
    lists = {f"{number}.yaml": content(dice, number) for number in range(3)}
    reader, loaded = Reader(tmp_path, routes=()), 0
    for _ in range(40):
        files = files_of(lists)
        seen = again(reader, files)
        assert seen == anew(files)
        assert again(Reader(tmp_path, routes=()), files) == seen, "another process, from what lies on the disk"
        loaded += isinstance(seen, Watchlist)
        lists = edited(lists, dice) if isinstance(seen, Watchlist) or dice.random() < 0.3 else mended(lists)
    assert loaded > 10


def mended(lists: Lists) -> Lists:
    """Without the second of two entries of one id."""
    taken: set[object] = set()
    kept: Lists = {}
    for name, said in lists.items():
        people = [each for each in said["people"] if each["id"] not in taken]  # type: ignore[attr-defined]
        taken |= {each["id"] for each in people}
        kept[name] = {**said, "people": people}
    return kept


HAND = b"list: hand\npeople:\n  - {id: p1, name: Anna Example, source: 'https://lists.test/1'}\n"
LONG = b"list: long\npeople:\n  - {id: p2, name: Boris Example, source: 'https://lists.test/2'}\n"


def kept(cache: Path) -> int:
    return len(list((cache / "list-files").glob("*.json")))


def test_only_the_edited_file_is_read(tmp_path: Path) -> None:
    """What the other says is remembered, and what is read is kept for the next process."""
    reader = Reader(tmp_path)
    reader.read([SourceFile("hand.yaml", HAND), SourceFile("long.yaml", LONG)])
    assert kept(tmp_path) == 2
    shutil.rmtree(tmp_path / "list-files")
    edit = SourceFile("hand.yaml", HAND.replace(b"Anna", b"Hanna"))
    found = reader.read([edit, SourceFile("long.yaml", LONG)])
    assert [person.name for person in found.people] == ["Hanna Example", "Boris Example"]
    assert kept(tmp_path) == 1
    assert Reader(tmp_path).read([edit, SourceFile("long.yaml", LONG)]) == found
    assert kept(tmp_path) == 2


def test_a_mistake_between_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    """Also where only one of them was edited; the places of the other are read anew."""
    reader, long = Reader(tmp_path, routes=()), SourceFile("long.yaml", LONG)
    reader.read([SourceFile("hand.yaml", HAND), long])
    for wrong, told in (
        (HAND.replace(b"p1", b"p2"), "long.yaml:3:10: the id `p2` is taken (hand.yaml, line 3: Anna Example)"),
        (
            HAND.replace(b"source: '", b"route: desk, source: '"),
            "hand.yaml:3:41: the configuration has no route `desk`",
        ),
        (HAND.replace(b"source", b"sorce"), "hand.yaml:3:34: the key `sorce` is not known here"),
    ):
        with pytest.raises(BadFile) as bad:
            reader.read([SourceFile("hand.yaml", wrong), long])
        assert told in str(bad.value.mistakes[0])
    assert len(reader.read([SourceFile("hand.yaml", HAND), long]).people) == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b'gatewatch x y\n{"entries": []}'])
def test_a_damaged_file_is_passed_over(tmp_path: Path, damage: bytes) -> None:
    """The list is right whatever happened to the cache, and the file is kept anew."""
    files = [SourceFile("hand.yaml", HAND)]
    right = Reader(tmp_path).read(files)
    (file,) = (tmp_path / "list-files").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert Reader(tmp_path).read(files) == right
    assert file.read_bytes() == whole


def test_what_is_kept_does_not_fill_the_disk(tmp_path: Path) -> None:
    """Of single files, too, the oldest go."""
    folder = tmp_path / "list-files"
    folder.mkdir()
    for number in range(KEPT_FILES + 5):
        (folder / f"{number}.json").touch()
    Reader(tmp_path).read([SourceFile("hand.yaml", HAND)])
    assert kept(tmp_path) == KEPT_FILES
