"""What many rooms' tests need: the reader with its model and gazetteer, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.context.reader import Reader
from bot.edges.gazetteer import SqliteGazetteer, open_gazetteer
from bot.edges.model_files import NoModel, load_model


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's own cache when it is prepared, else a new one."""
    ready = Path("~/.cache/gatewatch").expanduser()
    return ready if ready.is_dir() else tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def gazetteer(cache: Path) -> SqliteGazetteer:
    return open_gazetteer(cache)


@pytest.fixture(scope="session")
def reader(gazetteer: SqliteGazetteer) -> Reader:
    model = load_model()
    if isinstance(model, NoModel):
        pytest.skip(model.why)
    return Reader(model, gazetteer)
