"""What workers are handed, and what a start of theirs costs."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.alerts.preview import Side
from bot.config import Config
from bot.edges.index_files import load_index
from bot.edges.screener import build_screener
from bot.lists.load import SourceFile, load_watchlist
from bot.model import Article
from bot.store.articles import StoredArticle
from bot.wiring import open_readers, screener_in
from tests.bench.invented import watchlist_yaml

LIST = load_watchlist([SourceFile("a.yaml", watchlist_yaml(30).encode())]).watchlist


@pytest.fixture
def places(tmp_path: Path, cache: Path) -> Path:
    """A cache folder of this test's own, with the table of places of the user's."""
    for table in cache.glob("places-*.sqlite"):
        (tmp_path / table.name).symlink_to(table)
    return tmp_path


def test_a_handed_list_screens_as_the_list_itself(places: Path) -> None:
    """The index is there before a worker starts, and what goes through the pipe gives the same findings."""
    factory = screener_in(places)(LIST)
    assert load_index(places, LIST) is not None
    person = max(LIST.people, key=lambda each: len(each.name))
    article = Article("a", f"{person.name}, {' '.join(person.roles)}, flew to Moscow on Monday.")
    found = pickle.loads(pickle.dumps(factory))().screen(article)
    assert found == build_screener(LIST, places).screen(article)
    assert person.id in {mention.person for mention in found.mentions}


def test_each_list_is_read_by_workers_of_its_own(places: Path) -> None:
    """A reader for each list, in their order: what one finds, the other does not."""
    config = Config.model_validate({"workers": 0, "cache": str(places)})
    *_, stranger, person = sorted(LIST.people, key=lambda each: len(each.name))
    lists = [replace(LIST, people=(each,), fingerprint=each.id) for each in (person, stranger)]
    article = Article("a", f"{person.name}, {' '.join(person.roles)}, flew to Moscow on Monday.")
    stored = StoredArticle(article, 1, datetime(2026, 3, 2, tzinfo=UTC), None)

    async def sides() -> list[Side]:
        async with open_readers(config, *lists) as readers:
            assert [each.watchlist for each in readers] == lists
            return [await each.read(stored) for each in readers]

    named = [{mention.person for mention in side.findings.mentions} for side in asyncio.run(sides())]
    assert person.id in named[0]
    assert person.id not in named[1]


def test_python_brings_no_commands_into_a_worker() -> None:
    """A worker imports the module that the program was started by; all the commands would cost it seconds."""
    seen = (
        "import sys, bot.__main__; print(*(name for name in sys.modules if name.startswith(('bot.', 'typer', 'rich'))))"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bot.__main__"]
