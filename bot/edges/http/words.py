"""What went wrong with a request, in plain words and without secrets."""

from __future__ import annotations

import socket
import ssl

import aiohttp
from yarl import URL

from bot.edges.http.guard import RefusedAddressError
from bot.model import Trouble
from bot.text import shown_address

# Behind a refusal to reach an address that is not public.
LEAVE = "set allow_private on this feed if it is meant to be reached"
# The same, where a request with leave was led to another host.
LED_AWAY = "allow_private is for the host of the address itself and not for where that redirects to"
# First match wins; narrower errors stand before wider ones.
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (TimeoutError, "no complete answer in time"),
    (aiohttp.ClientConnectorCertificateError, "the certificate does not fit the address or is not trusted"),
    (aiohttp.ClientSSLError, "no safe connection (TLS) could be made"),
    (aiohttp.ClientProxyConnectionError, "no connection to the proxy"),
    (aiohttp.ClientHttpProxyError, "the proxy refuses"),
    (aiohttp.ClientConnectorDNSError, "the host name is not known"),
    (socket.gaierror, "the host name is not known"),
    (aiohttp.InvalidURL, "not a web address"),
    (aiohttp.ServerDisconnectedError, "the server closed the connection without an answer"),
    (aiohttp.ClientPayloadError, "the answer broke off or cannot be decoded"),
    (aiohttp.ClientResponseError, "the answer is not proper HTTP, or its headers are too long"),
    (aiohttp.ClientConnectorError, "no connection to the server"),
    (aiohttp.ClientConnectionError, "the connection broke"),
    (ssl.SSLError, "no safe connection (TLS) could be made"),
    (OSError, "the connection broke"),
    (ValueError, "not a web address"),
)


def plain_words(error: BaseException, *, led_away: bool = False) -> str:
    """One sentence for a failed request. Never the error's own text, which may hold addresses with passwords.

    `led_away`: an address that was refused can only be where a redirect of one with leave leads.
    """
    if refused := _refused(error):
        return f"{refused}; {LED_AWAY if led_away else LEAVE}"
    return next((words for kind, words in _WORDS if isinstance(error, kind)), "the request failed")


def lasting(error: BaseException) -> bool:
    """Whether another try in a minute would fail like this one: no such host, no web address, an address we may not reach."""
    return isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror) or barred(error)


def barred(error: BaseException) -> bool:
    """Whether it was the address, for which we never ask: none of the web, or one that we may not reach."""
    return isinstance(error, aiohttp.InvalidURL) or _refused(error) is not None


def trouble_of(error: BaseException) -> Trouble:
    """What kind of failure it is."""
    return Trouble.TOO_SLOW if isinstance(error, TimeoutError) else Trouble.UNREACHABLE


def _refused(error: BaseException) -> RefusedAddressError | None:
    cause = getattr(error, "os_error", None) or error
    return cause if isinstance(cause, RefusedAddressError) else None


def shown(url: URL) -> str:
    """An address as it may be shown: without user, password, query and fragment, all of which may hold secrets."""
    return shown_address(str(url))
