"""Signs that an HTML page is not what was asked for: a consent wall, a robot check, a login, a page that is gone.

The same table explains a feed address that answers with HTML and an article address that answers with a wall.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Wall(StrEnum):
    """What stands in the way, in words that go on from "the page is"."""

    CONSENT = "a consent page (cookies)"
    ROBOT = "a robot check"
    LOGIN = "a login page"
    GONE = "one that says it was not found"
    PAYWALL = "only the free beginning; the rest is behind a paywall"
    RESERVED = "one whose publisher reserves text mining"


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern for one part of a page. A short page is judged by its text, a long one by address and title alone."""

    wall: Wall
    part: str  # url, title, text or markup
    pattern: re.Pattern[str]


def _sign(wall: Wall, part: str, *patterns: str) -> Sign:
    return Sign(wall, part, re.compile("|".join(patterns), re.IGNORECASE))


_META = r"<meta(?=[^>]{0,300}\bname=[\"']?"
# Order matters: the first sign that fits names the wall. Cases in tests/feeds/test_feeds_signs.py, those of words in six
# languages and more.
SIGNS = (
    _sign(Wall.RESERVED, "markup", _META + r"tdm-reservation\b)(?=[^>]{0,300}\bcontent=[\"']?1\b)", _META + r"(?:robots|gatewatch)\b)(?=[^>]{0,300}\bcontent=[\"'][^\"'>]{0,200}\b(?:noai|notdm)\b)"),
    _sign(Wall.ROBOT, "title", r"^\s*(?:just a moment|attention required|are you a robot|access denied|pardon our interruption|ddos-guard|security check|robot check|zugriff verweigert|accès refusé|acceso denegado|доступ запрещ[её]н)"),
    _sign(Wall.ROBOT, "markup", r"/cdn-cgi/challenge-platform/|captcha-delivery\.com|px-captcha|_Incapsula_Resource"),
    _sign(Wall.ROBOT, "text", r"verify (?:that )?you are (?:a )?human|enable javascript and cookies to continue|unusual traffic from your", r"kein roboter sind|n'êtes pas un robot|no (?:eres|es usted|soy) un robot|что вы не робот|لست روبوت|ربات نیستید"),
    _sign(Wall.CONSENT, "url", r"^https?://(?:consent|cmp|guce|myprivacy)\.|/(?:consent|privacywall|cookiewall)(?:[/?]|$)"),
    _sign(Wall.CONSENT, "title", r"^\s*(?:cookie|consent\b|before you continue|privacy (?:settings|preferences)|we value your privacy|your privacy choices)", r"^\s*(?:datenschutz-?einstellungen|votre vie privée|gestion des cookies|tu privacidad|política de cookies|настройки (?:cookie|конфиденциальности)|ملفات تعريف الارتباط|çerez)"),
    _sign(Wall.CONSENT, "text", r"(?:accept|agree to|allow)[^.\n]{0,60}cookies?|we (?:and our partners|use cookies)|before you continue to", r"cookies?[^.\n]{0,60}(?:accept|akzeptieren|zustimmen|accepter|aceptar|accettar)|(?:alle|accepter|aceptar|accetta)[^.\n]{0,60}cookies?", r"(?:прин(?:ять|има)|соглас|использу)[^.\n]{0,60}(?:cookie|куки)", r"(?:قبول|نستخدم)[^.\n]{0,60}(?:ملفات تعريف الارتباط|الكوكيز)|کوکی‌?ها[^.\n]{0,40}(?:بپذیر|قبول)|çerez[^.\n]{0,40}kabul"),
    _sign(Wall.GONE, "url", r"/(?:404|not-?found|error404)(?:[/?.]|$)"),
    _sign(Wall.GONE, "title", r"\b404\b|page (?:not|cannot be|could not be) found|not found\s*(?:[|–—-]|$)|seite nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|страница не найдена|الصفحة غير موجودة|صفحه (?:یافت|پیدا) نشد|sayfa bulunamadı"),
    _sign(Wall.GONE, "text", r"(?:page|article|story|content)[^.\n]{0,50}(?:no longer (?:exists|available)|cannot be found|can't be found|was not found|has been removed|does(?: not|n't) exist)", r"(?:seite|artikel)[^.\n]{0,40}(?:nicht gefunden|existiert nicht|nicht mehr verfügbar)|(?:page|article)[^.\n]{0,50}(?:introuvable|n['’]existe (?:pas|plus))|(?:página|artículo|noticia)[^.\n]{0,50}(?:no existe|no se encuentra|no fue encontrad|ya no está disponible)", r"(?:страниц|материал|стать)[^.\n]{0,50}(?:не найден|не существует|удал[её]н)|(?:الصفحة|المقال)[^.\n]{0,50}(?:غير موجود|لم (?:يتم العثور|نعثر)|لا يمكن العثور)|صفحه[^.\n]{0,50}(?:یافت نشد|پیدا نشد|وجود ندارد)"),
    _sign(Wall.PAYWALL, "text", r"(?:subscribe|sign up|register|log ?in|sign in)[^.\n]{0,60}(?:to (?:continue|keep|read)|for full access|to unlock)|to (?:continue|keep) reading|(?:this (?:article|content|story) is )(?:only )?(?:for|available (?:only )?to) (?:paying )?(?:subscribers|members)|already a subscriber", r"jetzt (?:weiterlesen|abonnieren)|nur für abonnenten|abonnieren[^.\n]{0,40}weiterlesen|réservée? aux abonnés|abonnez-vous pour|pour lire la suite|solo para suscriptores|suscríbe(?:te|se) para|para seguir leyendo|riservat[oa] agli abbonati|abbonati per", r"только (?:для )?подписчик|доступ\w* (?:только )?(?:по подписке|подписчикам)|оформите подписку|للمشتركين فقط|اشترك[^.\n]{0,40}(?:لقراءة|لمواصلة|لمتابعة)|ویژه مشترکان"),
    _sign(Wall.LOGIN, "title", r"^\s*(?:(?:log ?in|sign in|anmelden|connexion|iniciar sesión|accedi|войти|вход)\b|تسجيل الدخول|ورود به|giriş yap)"),
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


def reserved_by(headers: Mapping[str, str]) -> bool:
    """Whether the answer's headers reserve text mining: TDM Reservation Protocol, or "noai" among the rules for robots.

    `headers` have lower-case names.
    """
    rules = {word.strip() for word in re.split(r"[,:;]", headers.get("x-robots-tag", "").lower())}
    return headers.get("tdm-reservation", "").strip() == "1" or bool(rules & {"noai", "notdm"})
