"""The files of the English model are the official ones, or there is no model."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bot.edges.model_files import PACKAGE, NoModel, load_model, model_folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model's folder in a package of our own making, which is found before the real one."""
    real = model_folder()
    if isinstance(real, NoModel):
        pytest.skip(real.why)
    folder = tmp_path / "model"
    shutil.copytree(real, folder)
    info = tmp_path / f"{PACKAGE.replace('-', '_')}-3.8.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 3.8.0\n")
    (info / "RECORD").write_text(
        "".join(f"{path.relative_to(tmp_path)},,\n" for path in folder.rglob("*") if path.is_file())
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return folder


def test_a_copy_of_the_official_files_is_the_model(installed: Path) -> None:
    """What is byte for byte the same is taken, wherever it lies."""
    assert model_folder() == installed


@pytest.mark.parametrize("name", ["config.cfg", "vocab/strings.json", "parser/model", "attribute_ruler/patterns"])
def test_a_changed_byte_is_refused(installed: Path, name: str) -> None:
    """One bit in one file, and nothing of the model is loaded."""
    path = installed / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    refused = load_model()
    assert isinstance(refused, NoModel)
    assert name in refused.why


def test_a_missing_file_is_refused(installed: Path) -> None:
    """So is a model that is not whole."""
    (installed / "ner" / "model").unlink()
    assert isinstance(model_folder(), NoModel)
