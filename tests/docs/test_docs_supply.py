"""What the project is built of: every package by hash, from no named place, declared where it is used and used where it is declared."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-cluster.lock", ".ci/uv.lock", ".ci/audit.lock")
# Declared and never imported by us: what another package cannot be imported without.
FOR_OTHERS = {"lxml-html-clean": "trafilatura"}


def requirements(lock: str) -> list[str]:
    """The entries of a lock, each with its hashes on the line."""
    return (ROOT / lock).read_text("utf-8").replace("\\\n", " ").splitlines()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """The names of what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(each for extra in extras for each in project["optional-dependencies"][extra])]
    return {normal(re.split(r"[<>=!~\[; ]", each)[0]) for each in wanted}


def imported() -> set[str]:
    """The distributions that bot/ imports from."""
    modules: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module)
    known = packages_distributions()
    tops = {each.partition(".")[0] for each in modules} - sys.stdlib_module_names - {"bot"}
    return {normal(known.get(top, [top])[0]) for top in tops}  # one that is not installed here bears its own name


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_held_by_hash_and_version(lock: str) -> None:
    """No line without an exact version and a SHA-256, and none that names a place, a file or a branch."""
    lines = requirements(lock)
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==[\w.!+-]+(?: ;[^@]*?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*", line), line[:120]


def test_nothing_names_a_place_to_fetch_from() -> None:
    """Neither locks nor scripts nor settings of tools hold the address of an index: the builder's own is used."""
    for name in (
        *LOCKS,
        "pyproject.toml",
        "Makefile",
        "Dockerfile",
        ".ci/lock.sh",
        ".ci/audit.sh",
        ".ci/container-steps.sh",
        ".ci/node/.npmrc",
    ):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"index-url|find-links|trusted-host|registry\s*=|git\+|https?://", text), name


def test_the_lock_of_node_holds_every_package_by_hash() -> None:
    """Every package has its integrity; none comes from elsewhere than the registry."""
    packages = json.loads((ROOT / ".ci/node/package-lock.json").read_text("utf-8"))["packages"]
    without = [
        name for name, facts in packages.items() if name and not facts.get("integrity", "").startswith("sha512-")
    ]
    assert packages
    assert without == []
    assert not any(re.match("git|file|http:", str(facts.get("resolved", ""))) for facts in packages.values())


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    """Nothing is there by luck, because something else brings it, and nothing is carried along for nobody."""
    assert imported() - declared("cluster") == set()
    assert declared() - imported() - set(FOR_OTHERS) == set()


def test_what_is_declared_is_locked() -> None:
    """The lock that users install from has it all, and the developers' lock the same versions and more."""
    users, developers, cluster = (
        {line.partition(" ")[0] for line in requirements(lock)}
        for lock in ("requirements.lock", "requirements-dev.lock", "requirements-cluster.lock")
    )
    assert declared("model", "postgresql") <= {normal(each.partition("==")[0]) for each in users}
    assert declared("cluster") <= {normal(each.partition("==")[0]) for each in cluster}
    assert users <= developers
    assert users <= cluster
