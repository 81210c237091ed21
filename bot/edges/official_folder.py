"""The folder of imported official lists: one watchlist file each, the one before it, and the licences that were accepted.

A file appears whole or not at all, so a program that runs beside never reads half a list.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from bot.alerts.figures import ListAge
from bot.edges.whole_files import put_whole
from bot.errors import GatewatchError
from bot.lists.load import SourceFile
from bot.lists.official.written import Kept, read_back
from bot.marked import read_yaml
from bot.text import days_of

BEFORE = ".before"  # ending of the file that the present one replaced; no watchlist by its name
_HEAD = 64_000  # bytes in which a list says where it is from
_ACCEPTED = "accepted-licences.txt"


class OfficialFolder:
    """Imported lists by id. Nothing is made on the disk before something is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, list_id: str) -> Path:
        """Where the list with this id lies."""
        return self.folder / f"{list_id}.yaml"

    def before(self, list_id: str) -> Path:
        """Where the list lies that the present one replaced."""
        return self.folder / f"{list_id}.yaml{BEFORE}"

    def ids(self) -> tuple[str, ...]:
        """The ids of all lists here, sorted."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.yaml") if not path.name.startswith(".")))

    def ages(self) -> tuple[ListAge, ...]:
        """The date of each list, from its head alone: when it was published, or else taken in."""
        return tuple(ListAge(list_id, _date_of(self.path(list_id))) for list_id in self.ids())

    def read(self, list_id: str) -> Kept | None:
        """The list as it is now; None when there is none. Raises BadFile when somebody spoiled it."""
        return _read(self.path(list_id))

    def read_before(self, list_id: str) -> Kept | None:
        """The list that the present one replaced; None when there is none."""
        return _read(self.before(list_id))

    def keep(self, list_id: str, text: str) -> Path:
        """Put a list into the place of the one before, which is kept beside it. Raises GatewatchError."""
        path = self.path(list_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if path.exists():
                _put(self.before(list_id), path.read_bytes())
            _put(path, text.encode())
        except OSError as error:
            raise _not_written(error, path) from None
        return path

    def accepted(self) -> frozenset[str]:
        """The licences that a person accepted."""
        with suppress(OSError):
            return frozenset((self.folder / _ACCEPTED).read_text(encoding="utf-8").split())
        return frozenset()

    def accept(self, licence: str) -> None:
        """Remember that a person accepted a licence. Raises GatewatchError."""
        known = self.accepted()
        if licence not in known:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                _put(self.folder / _ACCEPTED, "".join(f"{each}\n" for each in sorted({*known, licence})).encode())
            except OSError as error:
                raise _not_written(error, self.folder) from None


def _not_written(error: OSError, path: Path) -> GatewatchError:
    """What the system said, in words, and the mend that goes with it."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    mend = "make room on that disk" if full else "give this user leave to write there"
    cause = (error.strerror or str(error)).lower()
    return GatewatchError(f"{error.filename or path} cannot be written ({cause}); {mend}, or set `lists: folder:`")


def _read(path: Path) -> Kept | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GatewatchError(f"{path} cannot be read ({error.strerror}); let this user read it") from None
    return read_back(SourceFile(str(path), data))


def _date_of(path: Path) -> str | None:
    """A partial date; None where the head says none, or nobody can read it."""
    with suppress(OSError, GatewatchError, ValueError):
        with path.open("rb") as file:
            head = file.read(_HEAD).partition(b"\npeople:")[0]
        data = read_yaml(str(path), head).data
        origin = data.get("origin") if isinstance(data, dict) else None
        dated = origin.get("published") or origin.get("imported") if isinstance(origin, dict) else None
        if isinstance(dated, str):
            days_of(dated)
            return dated
    return None


def _put(path: Path, data: bytes) -> None:
    put_whole(path, data, lambda draft: os.chmod(draft, 0o644))
