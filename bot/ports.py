"""The narrow doors between the program and the world. Each has one contract suite in `tests/contracts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Judgement, Place, Trouble


class Clock(Protocol):
    """Tells the time, so that tests can."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        ...


# --- fetching -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """One conditional GET."""

    url: str
    etag: str | None = None
    modified: str | None = None  # the server's own Last-Modified, echoed
    allow_private: bool = False  # may reach private and loopback addresses
    patience: float = 10.0  # seconds that it may wait for its turn at the host


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body. Headers have lower-case names."""

    url: str  # after redirects
    body: bytes  # decoded, within the size cap
    headers: Mapping[str, str]
    moved_to: str | None = None  # where permanent redirects lead, when all hops were permanent


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says nothing changed."""

    headers: Mapping[str, str]
    moved_to: str | None = None  # as of `Fetched`

    @property
    def why(self) -> str:
        """What to tell people who wanted a body."""
        return "the server says that nothing changed"


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No usable answer."""

    why: str  # for people, without secrets
    status: int | None = None  # the HTTP status, when there was one
    retry_after: float | None = None  # seconds
    trouble: Trouble = Trouble.UNREACHABLE
    lasting: bool = False  # of a kind that another try in a minute does not mend, such as an unknown host name
    # Nothing was asked: the host has its turn after `retry_after`. `status` is what it refused others with, if it did.
    not_asked: bool = False


FetchResult = Fetched | NotModified | FetchFailed


class Fetcher(Protocol):
    """Gets bytes from an address. Never raises for what a server does: errors are values."""

    async def fetch(self, request: Request) -> FetchResult:
        """Do one conditional GET under the total deadline and the size cap."""
        ...


# --- telling --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell a channel. `text` says it whole, for screen readers and lock screens; `blocks` draw it."""

    text: str
    blocks: Sequence[Mapping[str, object]] = ()
    key: str = ""  # delivery id, carried as metadata so that a message can be found again


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel said ok. `ts` names the message in the channel."""

    ts: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not told yet; worth trying after this many seconds. `uncertain`: it may have been told all the same."""

    after: float
    why: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Never to be told here: the channel refuses this message for good."""

    why: str


Outcome = Sent | TryAgain | GiveUp


class Channel(Protocol):
    """A place where people read alerts. The console is one."""

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        """Tell something new; `thread` is the `ts` of the card it belongs under."""
        ...

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        """Replace the message called `ts`."""
        ...

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        """Look for a message posted with this key. None: it is certainly not there."""
        ...


# --- hearing what people do about it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed something on an alert's card."""

    id: str  # the same when it is heard again
    alert: str  # key
    channel: str
    by: str  # Slack's id of the user


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody typed a command."""

    id: str  # the same when it is heard again
    text: str  # what follows the command's name, as typed
    channel: str  # where
    by: str  # Slack's id of the user


class Desk(Protocol):
    """Does what people ask for. What comes back is for the eyes of whoever asked; None where the card says it."""

    async def refusal(self, user: str) -> Message | None:
        """Why somebody may not judge alerts; None when they may."""
        ...

    async def judge(
        self, press: Press, judgement: Judgement, reason: str = "", days: int | None = None
    ) -> Message | None:
        """Say that it is, or is not, the listed person; without `days`, until that is undone."""
        ...

    async def undo(self, press: Press) -> Message | None:
        """Take the verdict back."""
        ...

    async def snooze(self, press: Press, days: int) -> Message | None:
        """Tell nothing of the story for so many days."""
        ...

    async def wake(self, press: Press) -> Message | None:
        """End the snooze."""
        ...

    async def assign(self, press: Press) -> Message | None:
        """Let the alert be theirs."""
        ...

    async def why(self, press: Press) -> Message | None:
        """Explain an alert."""
        ...

    async def answer(self, command: Command) -> Message:
        """Do what a typed command says."""
        ...


class Groups(Protocol):
    """Knows who is in the groups of a workspace."""

    async def members(self, group: str) -> frozenset[str] | None:
        """The ids of the users in a group; None: that cannot be told now."""
        ...


# --- knowing places ---------------------------------------------------------------------------------------------------


class Gazetteer(Protocol):
    """Looks up place names. Read-only; the same question always gets the same answer."""

    def lookup(self, name: str) -> Sequence[GazetteerEntry]:
        """Entries that bear this name in any supported script, the likeliest first; empty when unknown."""
        ...

    def capital(self, country: str) -> GazetteerEntry | None:
        """The capital of a country, by ISO code."""
        ...


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One meaning of a place name."""

    name: str  # in English
    kind: str  # country, capital, city, region, airport, sea, continent
    country: str | None  # ISO 3166-1 alpha-2
    lat: float
    lon: float
    population: int = 0
    geonameid: int | None = None
    region: str | None = None  # GeoNames' code of the first-level region it is or lies in, unique in its country
    weight: float = 0.0  # how much speaks for this meaning of the name looked up, before any context, in people

    def at(self, place: Place) -> Place:
        """The printed place with this meaning."""
        return Place(place.text, place.span, self.country, self.name, self.lat, self.lon, self.geonameid, self.kind)
