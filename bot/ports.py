"""The narrow doors between the program and the world. Each has one contract suite in `tests/contracts`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
    allow_private: bool = False  # its own host may be private or loopback; where redirects lead elsewhere, that may not
    patience: float = 10.0  # seconds that it may wait for its turn at the host
    may_follow: Callable[[str], Awaitable[bool]] | None = None  # asked of each address that a redirect leads to


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
    barred: bool = False  # of a kind that stays: we ask for no such address, such as a private one without leave
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
    broadcast: bool = False  # in a thread: shown in the channel as well


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to show. `alt` says what it shows, for those who do not see it."""

    png: bytes
    alt: str
    name: str  # of its file


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel said ok. `ts` names the message in the channel."""

    ts: str


class Busy(StrEnum):
    """What asks to be left alone for a while."""

    CHANNEL = "channel"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not told yet; worth trying after this many seconds. `uncertain`: it may have been told all the same."""

    after: float
    why: str
    uncertain: bool = False
    busy: Busy | None = None  # who asks us to slow down
    code: str | None = None  # the error in the channel's own word, where it named one that nobody here knows


class Refused(StrEnum):
    """What it is that a channel will not take, from least to most."""

    MESSAGE = "message"  # as it is drawn
    CHANGE = "change"  # another picture for a message that stands there; it stays as it was
    PLACE = "place"  # the card or thread that it belongs to
    CHANNEL = "channel"  # anything in this channel, until somebody mends that
    EVERYTHING = "everything"  # anything from us, until somebody mends that


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Not to be told here as it is, and no waiting mends that. Certain: nothing was told."""

    why: str  # with the mend
    refused: Refused = Refused.CHANNEL
    code: str = "refused"  # the cause in one word


Outcome = Sent | TryAgain | GiveUp


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The picture lies where a message can show it, under this name, and nobody sees it yet."""

    file: str


class Pictures(Protocol):
    """Where pictures are put before a message shows them."""

    async def upload(self, picture: Picture) -> Uploaded | TryAgain | GiveUp:
        """Put a picture there. Safe to repeat."""
        ...


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

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        """The keys of all messages of ours since then, in the channel itself or in a thread, each with its `ts`."""
        ...


# --- hearing what people do about it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed something on an alert's card."""

    id: str  # the same when it is heard again
    alert: str  # key
    channel: str
    by: str  # Slack's id of the user
    seen: tuple[str, ...] = ()  # marks of the verdicts that stood on what they pressed


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be asked first, as Slack draws it. What was pressed has done nothing yet."""

    view: Mapping[str, object]


Answer = Form | Message | None  # a message is for the eyes of whoever asked; None: the card says it


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody typed a command."""

    id: str  # the same when it is heard again
    text: str  # what follows the command's name, as typed
    channel: str  # where
    by: str  # Slack's id of the user


class Desk(Protocol):
    """Does what people ask for."""

    async def ask(self, press: Press) -> Form | Message:
        """What a dismissal asks first; or why there is nothing to ask."""
        ...

    async def judge(
        self, press: Press, judgement: Judgement, who: int | None = None, reason: str = "", days: int | None = None
    ) -> Answer:
        """Say that it is, or is not, the listed person; `who`: place among the alert's people; without `days`, until undone.

        A form comes back where it must be asked who is meant, or where somebody has judged meanwhile.
        """
        ...

    async def undo(self, press: Press, who: int | None = None) -> Answer:
        """Take a verdict back. A form comes back as of `judge`."""
        ...

    async def snooze(self, press: Press, days: int) -> Answer:
        """Tell nothing of the story for so many days."""
        ...

    async def wake(self, press: Press) -> Answer:
        """End the snooze."""
        ...

    async def assign(self, press: Press) -> Answer:
        """Let the alert be theirs."""
        ...

    async def why(self, press: Press) -> Answer:
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
