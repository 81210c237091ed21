"""The settings: one YAML file, some environment variables, checked whole, frozen, never a global.

Secrets come from the environment alone, directly or as ``X_FILE`` with the path of a file that holds them, and print as
dots. `load_config` is called once, by the command line; everything else is handed the part it needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator

from bot.desk_settings import Decide, DigestConfig, QuietHours, Route, Routing
from bot.errors import BadFile, Mistake, UsageError
from bot.faults import Fault, Section, did_you_mean, faults_of, wrong
from bot.feeds.schedule import LONGEST, SHORTEST
from bot.lists.official.sources import source_of
from bot.lists.schema import Country, Text
from bot.marked import Marked, read_yaml
from bot.marked import Path as DataPath
from bot.units import (
    ChannelId,
    DatabaseAddress,
    Duration,
    Language,
    ProxyAddress,
    Size,
    UserOrGroupId,
    WebAddress,
    between,
)
from bot.variables import IN_ADDRESS, Whole, variable, with_secrets
from bot.watch_settings import WatchConfig

DEFAULT_FILE = Path("gatewatch.yml")


def _source(key: str) -> str:
    try:
        return source_of(key).key
    except ValueError as error:
        raise wrong(f"`{key}` is no official list that can be pulled", str(error)) from None


SourceKey = Annotated[str, AfterValidator(_source)]
Interval = Annotated[Duration, between(SHORTEST, LONGEST)]
Tick = Annotated[Duration, between(timedelta(seconds=1), timedelta(minutes=1))]
# A feed is claimed for a quarter of an hour, in which two of the longest fetches and readings have to fit.
Timeout = Annotated[Duration, between(timedelta(seconds=1), timedelta(minutes=2))]

# --- sections ---------------------------------------------------------------------------------------------------------


class FeedConfig(Section):
    """A feed to poll."""

    url: WebAddress = Field(
        description="Address of the RSS, Atom or JSON feed. ${FEED_KEY} in it is read from the environment.",
        examples=["https://example.org/rss"],
    )
    name: Text | None = Field(
        default=None, description="The outlet, as alerts name it. Default: what the feed calls itself."
    )
    lang: Language | None = Field(default=None, description="Language of its articles, such as en. Default: detected.")
    country: Country | None = Field(
        default=None, description="Country it writes from, such as GB. Lists show it and choose by it."
    )
    every: Interval | None = Field(
        default=None, description="Look at it this often, 1m to 7d. Default: as often as it brings news."
    )
    min_interval: Interval | None = Field(
        default=None, description="Never look at it more often than this, 1m to 7d. Default: as of `polling`."
    )
    max_interval: Interval | None = Field(
        default=None, description="Never look at it more seldom than this, 1m to 7d. Default: as of `polling`."
    )
    full_text: Literal["auto", "always", "never"] = Field(
        default="auto", description="Fetch the article's page: when the feed's text is short (auto), always, or never."
    )
    allow_private: bool = Field(
        default=False, description="The address may lie in a private network. Only for feeds of your own."
    )
    important: bool = Field(
        default=False, description="Say so in the operator's channel when the feed has failed for an hour."
    )

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> FeedConfig:
        if self.every and (self.min_interval or self.max_interval):
            raise wrong("`every` stands beside `min_interval` or `max_interval`", "delete `every`, or the others")
        if self.min_interval and self.max_interval and self.min_interval > self.max_interval:
            raise wrong("`min_interval` is longer than `max_interval`", "make it the shorter one of the two")
        return self


class Polling(Section):
    """How feeds are fetched."""

    min_interval: Interval = Field(
        default=timedelta(minutes=5), description="Never look at a feed more often than this, 1m to 7d."
    )
    max_interval: Interval = Field(
        default=timedelta(hours=6), description="Never look at a feed more seldom than this, 1m to 7d."
    )
    concurrency: int = Field(default=20, ge=1, le=500, description="Fetches at the same time, all hosts together.")
    per_host: int = Field(default=2, ge=1, le=20, description="Fetches at the same time from one host.")
    host_rate: float = Field(
        default=2.0,
        gt=0,
        le=1_000,
        description="Fetches a second from one host in the long run, feeds and pages of articles together.",
    )
    timeout: Timeout = Field(
        default=timedelta(seconds=30),
        description="A fetch must be over after this time, redirects included; 1s to 2m.",
    )
    max_bytes: Size = Field(default=10_000_000, description="A longer document is not read.")
    contact: Text | None = Field(
        default=None, description="Address that publishers can write to; sent along with each fetch."
    )
    proxy: ProxyAddress | None = Field(
        default=None,
        description="HTTP proxy for all fetches but those of feeds with `allow_private`; its password comes from "
        "GATEWATCH_PROXY. Only the proxy can then keep feeds from leading into your own network.",
    )
    tick: Tick = Field(default=timedelta(seconds=5), description="How often the scheduler asks what is due, 1s to 1m.")

    @model_validator(mode="after")
    def _in_order(self) -> Polling:
        if self.min_interval > self.max_interval:
            raise wrong("`min_interval` is longer than `max_interval`", "make it the shorter one of the two")
        return self


class TriageConfig(Section):
    """What people may do with buttons and commands. Switched on by SLACK_APP_TOKEN."""

    who: tuple[UserOrGroupId, ...] = Field(
        default=(),
        description="Ids of users and user groups who may judge alerts, snooze and mute. Default: everybody who sees them.",
    )


class SlackConfig(Section):
    """Where alerts go. The tokens are in the environment: SLACK_BOT_TOKEN and SLACK_APP_TOKEN."""

    channel: ChannelId | None = Field(
        default=None, description="Id of the channel that gets alerts, such as C0123456789."
    )
    operator: ChannelId | None = Field(
        default=None, description="Id of the channel that hears of broken feeds and lists."
    )
    fallback: ChannelId | None = Field(
        default=None,
        description="Id of the channel that gets, as plain text, what another channel refuses; without it the operator's.",
    )
    api_url: WebAddress = Field(
        default="https://slack.com/api/", description="Slack's address; another one only for tests."
    )
    settle: Duration = Field(
        default=timedelta(seconds=70),
        description="Wait this long before looking whether an unanswered message arrived.",
    )
    triage: TriageConfig = Field(default=TriageConfig(), description="Who may judge alerts.")


class ListsConfig(Section):
    """Official lists: where they are kept, and which are kept up to date."""

    folder: Path = Field(
        default=Path("lists"),
        description="Folder for imported lists. Whatever is in it is in force beside `watchlists`.",
    )
    pull: tuple[SourceKey, ...] = Field(
        default=(), description="Official lists to keep up to date: un, ofac, uk, eu, seco, opensanctions:DATASET."
    )
    every: Duration = Field(default=timedelta(hours=12), description="How often to ask whether they have changed.")
    mirrors: dict[Text, WebAddress] = Field(
        default={}, description="Addresses to take files of official lists from instead, by file name such as un.xml."
    )
    allow_private: bool = Field(default=False, description="The mirrors may lie in a private network.")


class LogConfig(Section):
    """What the program writes about itself, on standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is written."
    )
    format: Literal["auto", "human", "json"] = Field(
        default="auto", description="auto: human on a terminal, json elsewhere."
    )


class Settings(Section):
    """The configuration file, gatewatch.yml."""

    watchlists: tuple[Path, ...] = Field(
        default=(Path("watchlists"),), description="Folders and files with watchlists, seen from the working directory."
    )
    database: DatabaseAddress = Field(
        default=SecretStr("sqlite:///gatewatch.db"),
        description="SQLAlchemy address: sqlite:///FILE, or postgresql+psycopg://USER@HOST/NAME for several programs.",
    )
    feeds: tuple[FeedConfig, ...] = Field(default=(), description="The feeds to poll.")
    polling: Polling = Field(default=Polling(), description="How often and how gently feeds are fetched.")
    slack: SlackConfig = Field(default=SlackConfig(), description="Where alerts go.")
    routes: dict[Text, Route] = Field(
        default={},
        description="Names that people in watchlists may give as `route`, each with a channel id, or with where and when.",
    )
    routing: Routing = Field(
        default=Routing(), description="Which route is taken for people who have none of their own."
    )
    quiet: QuietHours | None = Field(
        default=None, description="Hours in which cards wait until they end. Default: none."
    )
    decide: Decide = Field(default=Decide(), description="What is told at once.")
    digest: DigestConfig = Field(default=DigestConfig(), description="When the daily summary is sent.")
    lists: ListsConfig = Field(default=ListsConfig(), description="The official lists that are imported.")
    workers: int = Field(default=1, ge=0, le=8, description="Processes that read articles; 0: inside the main one.")
    retention_days: int = Field(default=90, ge=1, description="Days for which the text of articles is kept.")
    audit_days: int = Field(
        default=1825,
        ge=1,
        description="Days for which the record of what was done keeps what its entries say; their hashes stay for good.",
    )
    lookback_days: int = Field(
        default=30,
        ge=0,
        description="Days of stored articles that are searched for a person or name that a list gains; 0: none.",
    )
    cache: Path = Field(
        default=Path("~/.cache/gatewatch"),
        description="Folder for what can be built again: the table of places, indexes of names, lists as they were read.",
    )
    log: LogConfig = Field(default=LogConfig(), description="What the program writes about itself.")
    watch: WatchConfig = Field(default=WatchConfig(), description="How others see whether the program is at work.")

    @model_validator(mode="after")
    def _routes_known(self) -> Settings:
        for name in self.routing.unknown(self.routes):
            near = did_you_mean(name, list(self.routes))
            mend = f"did you mean {near}?" if near else "add it under `routes:`, or delete it"
            raise wrong(f"`routing` names a route `{name}` that is not there", mend)
        return self

    @model_validator(mode="after")
    def _feeds_once(self) -> Settings:
        again = [url for url, times in Counter(feed.url for feed in self.feeds).items() if times > 1]
        if again:
            raise wrong(f"the feed {again[0]} is given twice", "delete one of the two")
        return self


class Secrets(Section):
    """What only the environment may hold."""

    bot_token: SecretStr | None = None  # xoxb-…: posts the alerts
    app_token: SecretStr | None = None  # xapp-…: hears buttons through Socket Mode
    # Of feeds and mirrors: as the settings write them -> with their secrets.
    addresses: Mapping[str, Whole] = Field(default={})


class Config(Settings):
    """The settings together with the secrets."""

    secrets: Secrets = Secrets()

    @property
    def tells_slack(self) -> bool:
        """Whether alerts go to Slack; else to the console."""
        return self.secrets.bot_token is not None and self.slack.channel is not None

    @property
    def desks(self) -> dict[str, str]:
        """Every channel that stories are told to, with the setting that names it."""
        routed = {each.channel: f"the channel of `routes: {name}`" for name, each in self.routes.items()}
        return ({self.slack.channel: "`slack: channel`"} if self.slack.channel else {}) | routed

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel that anything can be told to, each once."""
        named = (*self.desks, self.slack.operator, self.slack.fallback)
        return tuple(dict.fromkeys(each for each in named if each is not None))

    @property
    def triage(self) -> bool:
        """Whether buttons are drawn and heard."""
        return self.tells_slack and self.secrets.app_token is not None


# --- loading ----------------------------------------------------------------------------------------------------------

# Variables that stand above the file, the setting each replaces, and how its text becomes a value. Other GATEWATCH_…
# variables are left alone: Kubernetes invents some for every service of that name. GATEWATCH_CONFIG names the file.
OVERRIDES: Mapping[str, tuple[DataPath, Callable[[str], object]]] = {
    "GATEWATCH_WATCHLISTS": (("watchlists",), lambda text: [each for each in text.split(":") if each]),
    "GATEWATCH_DATABASE": (("database",), str),
    "GATEWATCH_SLACK_CHANNEL": (("slack", "channel"), str),
    "GATEWATCH_SLACK_OPERATOR": (("slack", "operator"), str),
    "GATEWATCH_SLACK_FALLBACK": (("slack", "fallback"), str),
    "GATEWATCH_SLACK_API_URL": (("slack", "api_url"), str),
    "GATEWATCH_CACHE": (("cache",), str),
    "GATEWATCH_LISTS": (("lists", "folder"), str),
    "GATEWATCH_CONTACT": (("polling", "contact"), str),
    "GATEWATCH_PROXY": (("polling", "proxy"), str),
    "GATEWATCH_WORKERS": (("workers",), str),
    "GATEWATCH_RETENTION_DAYS": (("retention_days",), str),
    "GATEWATCH_WATCH_PORT": (("watch", "port"), str),
    "GATEWATCH_WATCH_HOST": (("watch", "host"), str),
    "GATEWATCH_HEARTBEAT": (("watch", "heartbeat"), str),
    "GATEWATCH_PING": (("watch", "ping"), str),
    "GATEWATCH_LOG_LEVEL": (("log", "level"), str),
    "GATEWATCH_LOG_FORMAT": (("log", "format"), str),
}
# Settings with a password in them, perhaps: their variables have a ``_FILE`` form, and the file says them without.
MAY_BE_SECRET: frozenset[DataPath] = frozenset({("database",), ("polling", "proxy"), ("watch", "ping")})
# Secrets, and what each begins with.
SECRETS: Mapping[str, tuple[str, str]] = {
    "SLACK_BOT_TOKEN": ("bot_token", "xoxb-"),
    "SLACK_APP_TOKEN": ("app_token", "xapp-"),
}
CONFIG_VARIABLE = "GATEWATCH_CONFIG"


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The settings of a file (or of ./gatewatch.yml when there is one) under those of the environment.

    Raises BadFile with every mistake, UsageError when a named file cannot be read.
    """
    return config_of(_read(path or _named_outside(environ)), environ)


def settings_path(path: Path | None, environ: Mapping[str, str]) -> Path:
    """The file that the settings are read from, or would be if it were there."""
    return path or _named_outside(environ) or DEFAULT_FILE


def config_of(marked: Marked, environ: Mapping[str, str]) -> Config:
    """The settings that a file says, under those of the environment. Raises BadFile with every mistake."""
    mistakes: list[Mistake] = []
    _refuse_password(marked, mistakes)
    set_outside = _set_outside(environ, mistakes)
    secrets = _secrets(environ, mistakes)
    result = _checked(marked, set_outside)
    addresses: dict[str, Whole] = {}
    if isinstance(result, tuple):
        mistakes += result
    else:
        addresses = _filled(result, marked, environ, mistakes)
    if mistakes or isinstance(result, tuple):
        raise BadFile(mistakes, unfinished=isinstance(result, tuple))
    return Config.model_construct(**dict(result), secrets=Secrets(**secrets, addresses=addresses))


def _named_outside(environ: Mapping[str, str]) -> Path | None:
    return Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None


def _read(path: Path | None) -> Marked:
    if path is None:
        if not DEFAULT_FILE.is_file():
            return Marked(str(DEFAULT_FILE), None)
        path = DEFAULT_FILE
    try:
        return read_yaml(str(path), path.read_bytes())
    except OSError as error:
        mend = "give the path of a configuration file, or copy config.example.yml to gatewatch.yml"
        raise UsageError(f"{path} cannot be read ({error.strerror}); {mend}") from None


def _refuse_password(marked: Marked, mistakes: list[Mistake]) -> None:
    """A proxy's password belongs into the environment, like every secret."""
    polling = marked.data.get("polling") if isinstance(marked.data, dict) else None
    if isinstance(polling, dict) and "@" in str(polling.get("proxy")):
        mend = "delete it here, and put the whole address into GATEWATCH_PROXY"
        mistakes.append(marked.mistake(("polling", "proxy"), "the proxy's user and password do not belong here", mend))


def _checked(marked: Marked, set_outside: Mapping[DataPath, tuple[str, object]]) -> Settings | tuple[Mistake, ...]:
    data = marked.data
    if data is None or isinstance(data, dict):
        data = dict(data or {})
        for path, (_, value) in set_outside.items():
            _put(data, path, value)
    result = faults_of(data, Settings, marked)
    if isinstance(result, Settings):
        return result
    assert isinstance(result, tuple)
    return tuple(_placed(fault, marked, set_outside) for fault in result)


def _put(data: dict[str, object], path: DataPath, value: object) -> None:
    """Set a value two levels down at most, without touching what the file said elsewhere."""
    if len(path) == 1:
        data[str(path[0])] = value
        return
    inner = data.get(str(path[0]))
    if inner is None or isinstance(inner, dict):
        data[str(path[0])] = {**(inner or {}), str(path[1]): value}


def _placed(fault: Fault, marked: Marked, set_outside: Mapping[DataPath, tuple[str, object]]) -> Mistake:
    for path, (name, _) in set_outside.items():
        if fault.path[: len(path)] == path:
            return Mistake(f"environment variable {name}", 1, 1, fault.what, fault.mend)
    return marked.mistake(fault.path, fault.what, fault.mend, key=fault.at_key)


def _set_outside(environ: Mapping[str, str], mistakes: list[Mistake]) -> dict[DataPath, tuple[str, object]]:
    found: dict[DataPath, tuple[str, object]] = {}
    for name, (path, read) in OVERRIDES.items():
        text = variable(name, environ, mistakes) if path in MAY_BE_SECRET else environ.get(name)
        if text:
            found[path] = (name, read(text))
    return found


def _secrets(environ: Mapping[str, str], mistakes: list[Mistake]) -> dict[str, SecretStr]:
    found: dict[str, SecretStr] = {}
    for name, (setting, start) in SECRETS.items():
        if not (text := variable(name, environ, mistakes)):
            continue
        if not text.startswith(start):
            mend = f"copy the token that begins with {start} from the Slack app's pages"
            mistakes.append(Mistake(f"environment variable {name}", 1, 1, f"it does not begin with {start}", mend))
        found[setting] = SecretStr(text)
    return found


def _filled(
    settings: Settings, marked: Marked, environ: Mapping[str, str], mistakes: list[Mistake]
) -> dict[str, Whole]:
    """The addresses that name a secret, each with it in its place."""
    feeds: list[tuple[DataPath, str]] = [(("feeds", at, "url"), feed.url) for at, feed in enumerate(settings.feeds)]
    mirrors: list[tuple[DataPath, str]] = [
        (("lists", "mirrors", key), url) for key, url in settings.lists.mirrors.items()
    ]
    naming = [(path, url) for path, url in (*feeds, *mirrors) if IN_ADDRESS.search(url)]
    return {url: with_secrets(url, path, marked, environ, mistakes) for path, url in naming}
