"""The store of tests of jobs: crashes, races and stories are tried on every engine."""

import pytest
from store.engines import engine, on_each_engine

__all__ = ["engine"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("every_engine"):
        on_each_engine(metafunc)
