"""What holds for every file of the project: small, opened by its purpose, free of addresses that belong to one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 450
MODULES = sorted((ROOT / "bot").rglob("*.py"))

# Written in pieces, so that this file does not hold what it looks for.
_REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".org",
    "files." + "pythonhosted",
    "proxy." + "golang.org",
)
_INDEXES = ("--index" + "-url", "--extra-index" + "-url", "--find" + "-links")
_MACHINE = ("/work" + "/", "/root" + "/", "/tmp" + "/bash", "file:///" + "opt")
_UNWANTED = re.compile("|".join(re.escape(each) for each in (*_REGISTRIES, *_INDEXES, *_MACHINE)))


def project_files() -> list[Path]:
    """The files that the project consists of: tracked, or not ignored. Without git, all but what make makes."""
    try:
        asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        made = {".git", ".venv", "build", "node_modules", "__pycache__", ".hypothesis"}
        files = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return [path for path in files if path.is_file()]


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; none for pictures and other bytes."""
    data = path.read_bytes()
    return [] if b"\0" in data[:8_000] else data.decode("utf-8", "replace").splitlines()


def test_no_file_names_a_registry_or_a_place_of_one_machine() -> None:
    """Installing asks whatever registry the reader's tools are set up for, and nothing points into somebody's folders."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in project_files()
        for number, line in enumerate(lines_of(path), 1)
        if _UNWANTED.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_its_purpose_and_stays_small(path: Path) -> None:
    """Whoever opens a module is told what it is for, and can read it whole."""
    source = path.read_text("utf-8")
    assert len((ast.get_docstring(ast.parse(source)) or "").split()[3:]) > 0
    assert len(source.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_no_module_is_a_drawer(word: str) -> None:
    """A file's name says what belongs into it."""
    assert [path for path in MODULES if path.stem.strip("_") in {word, word.rstrip("s")}] == []
