"""What many rooms' tests need: the reader with its model and gazetteer, and a Slack of strangers, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from edges.slack_emulator import need_emulator, running_emulator
from hypothesis import HealthCheck, settings

from bot.context.reader import Reader
from bot.edges.gazetteer import SqliteGazetteer, open_gazetteer
from bot.edges.model_files import NoModel, load_model

pytest_plugins = ("tests.proof.table",)

# For `make proof`: many more examples, the same in every run.
settings.register_profile("proof", max_examples=1_000, deadline=None, derandomize=True, database=None)
# For looking further with the fuzz targets, other examples in every run: `pytest tests/fuzz --hypothesis-profile=explore`.
settings.register_profile(
    "explore", max_examples=20_000, deadline=None, database=None, print_blob=True, suppress_health_check=HealthCheck
)


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


@pytest.fixture(scope="session")
def slack_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a running Slack emulator."""
    need_emulator()
    with running_emulator(tmp_path_factory.mktemp("slack")) as base_url:
        yield base_url
