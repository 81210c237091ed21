"""The container's recipe: builds from locked wheels and what is in the project, runs without rights, and stays small."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "Dockerfile").read_text("utf-8")
STEPS = (ROOT / ".ci" / "container-steps.sh").read_text("utf-8")
COPIED = [path for sources in re.findall(r"^COPY ([^-].*) \S+$", RECIPE, re.MULTILINE) for path in sources.split()]


def instructions(name: str) -> list[str]:
    """The arguments of each instruction of this name, in order."""
    return re.findall(rf"^{name} (.*)$", RECIPE, re.MULTILINE)


@pytest.mark.parametrize("path", COPIED)
def test_what_is_copied_exists_and_is_let_through(path: str) -> None:
    """The build finds what it copies: in the project, and not kept out by .dockerignore."""
    allowed = [
        line[1:].rstrip("/")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    ]
    assert (ROOT / path).exists()
    assert any(fnmatch(path, pattern) for pattern in allowed)


def test_only_what_is_copied_is_let_through() -> None:
    """A desk's own settings, lists and database cannot get into an image."""
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    assert {line[1:].rstrip("/") for line in lines if line.startswith("!")} == set(COPIED)


def test_the_program_runs_without_rights() -> None:
    """The last user of the final stage is a number, and not root's."""
    final = RECIPE[RECIPE.rindex("\nFROM ") :]
    users = re.findall(r"^USER (\d+)$", final, re.MULTILINE)
    assert users
    assert int(users[-1]) > 0


def test_base_images_are_named_with_a_version_and_no_host() -> None:
    """Every stage starts from a tagged image, from whatever registry the builder is set up for."""
    bases = [line.split()[0] for line in instructions("FROM")]
    assert bases
    assert all(re.fullmatch(r"[a-z]+:\d[\w.-]*", base) for base in bases)


def test_everything_is_installed_by_hash_and_from_wheels() -> None:
    """No install step takes what the lock does not name, except the program itself."""
    joined = STEPS.replace("\\\n", " ")
    installs = [line for line in joined.splitlines() if re.search(r"\b(?:pip install|pip sync)\b", line)]
    strangers = [line for line in installs if "--require-hashes" not in line and "--no-deps" not in line]
    assert len(installs) >= 4
    assert strangers == []


@pytest.mark.parametrize("script", ["run", "audit.sh", "container-check.sh", "container-steps.sh"])
def test_scripts_stop_at_the_first_failure(script: str) -> None:
    """A step that fails fails the whole run."""
    text = (ROOT / ".ci" / script).read_text("utf-8")
    assert re.search(r"^set -eu", text, re.MULTILINE)


def test_the_run_can_be_started_and_ends_with_the_tests() -> None:
    """CI calls .ci/run, whose last step is `make test`, so that the tests' summary is the last line."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").rstrip().splitlines()[-1] == "step make test"
