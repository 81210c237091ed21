"""One form for the many addresses of one page: without trackers, AMP and mobile forms folded."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from bot.text import one_line

# Query parameters that tell who clicked and never what is shown. Prefixes end with an asterisk.
TRACKERS = (
    "utm_*", "at_*", "mc_*", "pk_*", "piwik_*", "matomo_*", "hsa_*", "vero_*", "oly_*", "ns_*", "WT.*", "ga_*",
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "igshid",
    "igsh", "li_fat_id", "mkt_tok", "_hsenc", "_hsmi", "__twitter_impression", "_ga", "_gl", "smid", "smtyp", "cmpid",
    "src_rss", "feed_source", "traffic_source", "ref_src", "ref_url", "referrer", "source_feed", "sr_share",
    "amp_js_v", "amp_gsa", "usqp",
)  # fmt: skip
# Trackers unless their value is a bare number: that may be the number of the article.
_UNLESS_NUMBERED = frozenset({
    "ncid", "ocid", "icid", "cmp", "ftag", "xtor", "partner", "rss", "spm", "share", "shared", "ref", "wtmc", "maca", "ito",
    "sref",
})  # fmt: skip
_EXACT = frozenset(name.lower() for name in TRACKERS if not name.endswith("*"))
_PREFIXES = tuple(name[:-1].lower() for name in TRACKERS if name.endswith("*"))

# Query parameters that only ask for another form of the same page.
_FORMS = frozenset({"amp", "outputtype=amp", "view=mobile", "platform=amp", "m=1"})
_PORTS = {"http": 80, "https": 443}
_MOBILE_HOST = re.compile(r"^(?:amp|m|mobile|mobil|touch)\.(?=[^.]+\.[^.]+)")
_AMP_PATH = re.compile(
    r"/amp(?:\.html?)?/?$|\.amp(?=(?:\.html?)?$)|(?<=/)amp/(?=\d{4}/|articles?/|news/|story/|stories/)"
)
# Where others keep copies of AMP pages; the address of the page follows, after "s/" where it is one with TLS.
_AMP_CACHE = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?/amp|[\w-]+\.cdn\.ampproject\.org/[cv]|[\w-]+\.amp\.cloudflare\.com/c)"
    r"/(?P<tls>s/)?(?=[\w-]+\.)",
    re.I | re.A,
)
_SAFE = "/%:@!$&'()*+,;=~-._"


def canonical_url(url: str) -> str | None:
    """The one form of an address; None when it is no web address (http or https with a host).

    Lower-case scheme and host, no user, no default port, no fragment, no tracking parameters, no AMP or mobile form, also
    where Google or Cloudflare keeps it.
    Two addresses of one page give one string; the string is a working address for nearly every site, not for all.
    """
    return _cleaned(url, fold=True)


def page_address(url: str) -> str | None:
    """Where to ask for the page: the address without trackers, but with the host and the path that it was linked at.

    Not every site has its mobile pages at another address as well. None when it is no web address.
    """
    return _cleaned(url, fold=False)


def absolute(base: str, link: str) -> str:
    """Where a link in a document from `base` leads, of whatever scheme; empty when it leads nowhere."""
    try:
        return urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""


def web_address(text: str) -> str:
    """An address as it was pasted, without blanks and signs that nobody sees, and with http in the place of ``feed:``."""
    pasted = "".join(one_line(text).split())
    return re.sub("^feed:(?=//)", "http:", re.sub("^feed:(?=https?:)", "", pasted, flags=re.I), flags=re.I)


def feed_identity(url: str) -> str:
    """What all spellings of one feed's address have in common: not the scheme, nor a slash at the end.

    More than for a page tells two feeds apart: every parameter may choose another feed.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    at = "" if port in (None, *_PORTS.values()) else f":{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host.rstrip('.')}{at}{quote(parts.path, safe=_SAFE).rstrip('/')}{query}"


def _plausible(host: str) -> bool:
    return not re.search(r"[\s<>\"'|\\^`{}%]", host)


def _cleaned(url: str, *, fold: bool) -> str | None:
    try:
        parts = urlsplit(_from_cache(re.sub(r"[\t\r\n]", "", url.strip())))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not host or not _plausible(host):
        return None
    name, path = host.lower().rstrip("."), parts.path
    if fold:
        name, path = _MOBILE_HOST.sub("", name), _AMP_PATH.sub("", path)
    path = quote(path, safe=_SAFE) or "/"
    return urlunsplit((parts.scheme.lower(), _netloc(parts, name, port), path, _query(parts.query), ""))


def _from_cache(url: str) -> str:
    kept = _AMP_CACHE.match(url)
    return f"http{'s' if kept['tls'] else ''}://{url[kept.end() :]}" if kept else url


def _netloc(parts: SplitResult, host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port is None or port == _PORTS[parts.scheme.lower()] else f"{name}:{port}"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return urlencode([(name, value) for name, value in pairs if not _drops(name, value)])


def _drops(name: str, value: str) -> bool:
    low = name.lower()
    if low in _EXACT or low.startswith(_PREFIXES) or (low in _UNLESS_NUMBERED and not value.isdecimal()):
        return True
    return f"{low}={value.lower()}" in _FORMS or (low in _FORMS and value.lower() in ("", "1", "true"))
