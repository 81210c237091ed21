"""Several machines with the real program, one PostgreSQL, and the network between them, which can be cut."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

_SERVER = Path(__file__).parents[2] / ".ci" / "postgresql.sh"
_PIECE = 65_536  # bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL of the proof's own."""

    folder: Path
    address: str
    settings: Sequence[str]

    def crash(self) -> None:
        """End it at once, whatever it is at."""
        _do("crash", self.folder)

    def start(self) -> None:
        """Have it go on."""
        _do("start", self.folder, *self.settings)


@contextmanager
def running_server(*settings: str) -> Iterator[Server]:
    """One that is started for this with such settings (`name=value`), and ended after it."""
    options = [each for setting in settings for each in ("-c", setting)]
    folder = Path(tempfile.mkdtemp(prefix="gatewatch-postgresql-"))
    folder.chmod(0o755)  # the server's own user works in it
    try:
        yield Server(folder, _do("start", folder, *options), options)
    finally:
        with suppress(subprocess.CalledProcessError):
            _do("stop", folder)
        shutil.rmtree(folder, ignore_errors=True)


def _do(what: str, folder: Path, *options: str) -> str:
    command = ["bash", str(_SERVER), what, str(folder), *options]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


@dataclass
class Line:
    """The network between a machine and the database."""

    server: str  # address of the database
    address: str = ""  # of the same, by this line
    lets_in: bool = True
    flows: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: set[asyncio.StreamWriter] = field(default_factory=set)

    def withhold(self) -> None:
        """Carry nothing any more, and let nobody notice: connections stay, and no answer comes."""
        self.flows.clear()

    def cut(self) -> None:
        """Break every connection off, and let none be made."""
        self.lets_in = False
        self.flows.set()
        for writer in tuple(self.under_way):
            writer.transport.abort()

    def mend(self) -> None:
        """Carry everything again, late words first."""
        self.lets_in = True
        self.flows.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        url = make_url(self.server)
        self.under_way.add(writer)
        try:
            if not self.lets_in:
                writer.transport.abort()
                return
            there, back = await asyncio.open_connection(url.host, url.port)
            self.under_way.add(back)
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
            self.under_way.discard(back)
        except OSError:
            writer.transport.abort()  # the server is away
        finally:
            self.under_way.discard(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                await self.flows.wait()
                writer.write(piece)
                await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def line_to(server: str) -> AsyncIterator[Line]:
    """A line to a database, while it is up."""
    line = Line(server)
    line.mend()
    listening = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    line.address = make_url(server).set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
    try:
        yield line
    finally:
        line.cut()
        listening.close()
        await listening.wait_closed()
