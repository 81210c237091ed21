"""Signs that an HTML page is not what was asked for: a consent wall, a robot check, a login, a page that is gone.

The same table explains a feed address that answers with HTML and an article address that answers with a wall.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Wall(StrEnum):
    """What stands in the way, in words a person reads."""

    CONSENT = "a consent page (cookies)"
    ROBOT = "a robot check"
    LOGIN = "a login page"
    GONE = "a page that says it was not found"
    PAYWALL = "only the free beginning; the rest is behind a paywall"
    RESERVED = "a page whose publisher reserves text mining"


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern for one part of a page. A short page is judged by its text, a long one by address and title alone."""

    wall: Wall
    part: str  # url, title, text or markup
    pattern: re.Pattern[str]


def _sign(wall: Wall, part: str, pattern: str) -> Sign:
    return Sign(wall, part, re.compile(pattern, re.IGNORECASE))


# Order matters: the first sign that fits names the wall. One case each in tests/feeds/test_feeds_signs.py.
SIGNS = (
    _sign(Wall.RESERVED, "markup", r"<meta[^>]{0,200}name=[\"']?tdm-reservation[\"']?[^>]{0,200}content=[\"']?1\b"),
    _sign(Wall.ROBOT, "title", r"^\s*(?:just a moment|attention required|are you a robot|access denied|pardon our interruption|ddos-guard|security check|robot check)"),
    _sign(Wall.ROBOT, "markup", r"/cdn-cgi/challenge-platform/|captcha-delivery\.com|px-captcha|_Incapsula_Resource"),
    _sign(Wall.ROBOT, "text", r"verify (?:that )?you are (?:a )?human|enable javascript and cookies to continue|unusual traffic from your"),
    _sign(Wall.CONSENT, "url", r"^https?://(?:consent|cmp|guce|myprivacy)\.|/(?:consent|privacywall|cookiewall)(?:[/?]|$)"),
    _sign(Wall.CONSENT, "title", r"^\s*(?:cookie|consent\b|before you continue|privacy (?:settings|preferences)|we value your privacy|your privacy choices|datenschutz-?einstellungen)"),
    _sign(Wall.CONSENT, "text", r"(?:accept|agree to|allow|alle|akzeptieren)[^.\n]{0,60}cookies?|we (?:and our partners|use cookies)|before you continue to|cookies?[^.\n]{0,60}(?:accept|akzeptieren|accepter|aceptar)"),
    _sign(Wall.GONE, "url", r"/(?:404|not-?found|error404)(?:[/?.]|$)"),
    _sign(Wall.GONE, "title", r"\b404\b|page (?:not|cannot be|could not be) found|not found\s*(?:[|–—-]|$)|seite nicht gefunden|page introuvable|página no encontrada|страница не найдена|الصفحة غير موجودة"),
    _sign(Wall.GONE, "text", r"(?:page|article|story|content)[^.\n]{0,50}(?:no longer (?:exists|available)|cannot be found|can't be found|was not found|has been removed|does(?: not|n't) exist)|seite (?:wurde )?nicht gefunden"),
    _sign(Wall.PAYWALL, "text", r"(?:subscribe|sign up|register|log ?in|sign in)[^.\n]{0,60}(?:to (?:continue|keep|read)|for full access|to unlock)|to (?:continue|keep) reading|(?:this (?:article|content|story) is )(?:only )?(?:for|available (?:only )?to) (?:paying )?(?:subscribers|members)|already a subscriber|jetzt (?:weiterlesen|abonnieren)|réservé aux abonnés|solo para suscriptores|только для подписчиков"),
    _sign(Wall.LOGIN, "title", r"^\s*(?:log ?in|sign in|anmelden|connexion|iniciar sesión|войти)\b"),
)  # fmt: skip

# Words that a wall gets by with. An article of this length or more is believed although it ends with such words.
SHORT = 1_000  # characters


def wall_of(url: str, title: str, text: str, markup: str) -> Wall | None:
    """What a page is instead of an article or a feed; None when no sign speaks.

    `markup` is looked at in its first 100,000 characters only; signs in it count on short pages only, for real
    articles carry the scripts of the same guards. A reservation of rights counts always.
    """
    parts = {"url": url, "title": title, "text": text, "markup": markup[:100_000]}
    for sign in SIGNS:
        if len(text) >= SHORT and sign.part in ("text", "markup") and sign.wall is not Wall.RESERVED:
            continue
        if sign.pattern.search(parts[sign.part]):
            return sign.wall
    return None
