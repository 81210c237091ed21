"""Walls are told from articles."""

from __future__ import annotations

import pytest

from bot.feeds.signs import SHORT, SIGNS, Wall, reserved_by, wall_of

CASES = [
    (Wall.RESERVED, "markup", '<meta name="tdm-reservation" content="1">'),
    (Wall.ROBOT, "title", "Just a moment..."),
    (Wall.ROBOT, "markup", '<script src="/cdn-cgi/challenge-platform/x.js">'),
    (Wall.ROBOT, "text", "Please verify you are human to go on."),
    (Wall.CONSENT, "url", "https://consent.news.test/?continue=x"),
    (Wall.CONSENT, "title", "Before you continue"),
    (Wall.CONSENT, "text", "We and our partners store information. Accept all cookies."),
    (Wall.GONE, "url", "https://news.test/404"),
    (Wall.GONE, "title", "Page not found | News"),
    (Wall.GONE, "text", "This article is gone: the page no longer exists."),
    (Wall.PAYWALL, "text", "The minister said. Subscribe now to continue reading."),
    (Wall.LOGIN, "title", "Log in"),
]
# The walls that a reader abroad meets, by what they say: English, German, French, Spanish, Russian, Arabic, and some Persian.
ABROAD = [
    (Wall.CONSENT, "text", "Wir verwenden Cookies. Bitte alle Cookies akzeptieren."),
    (Wall.CONSENT, "text", "Cookies accepter et continuer"),
    (Wall.CONSENT, "text", "Aceptar todas las cookies"),
    (Wall.CONSENT, "text", "Мы используем файлы cookie. Принять все cookie."),
    (Wall.CONSENT, "text", "نحن نستخدم ملفات تعريف الارتباط"),
    (Wall.CONSENT, "text", "لطفا استفاده از کوکی‌ها را بپذیرید"),
    (Wall.CONSENT, "title", "Votre vie privée"),
    (Wall.CONSENT, "title", "Tu privacidad es importante"),
    (Wall.CONSENT, "title", "Datenschutz-Einstellungen"),
    (Wall.CONSENT, "title", "Настройки cookie"),
    (Wall.CONSENT, "title", "ملفات تعريف الارتباط"),
    (Wall.GONE, "title", "Seite nicht gefunden"),
    (Wall.GONE, "title", "Page introuvable"),
    (Wall.GONE, "title", "Página no encontrada"),
    (Wall.GONE, "title", "Страница не найдена"),
    (Wall.GONE, "title", "الصفحة غير موجودة"),
    (Wall.GONE, "title", "صفحه پیدا نشد"),
    (Wall.GONE, "text", "Der Artikel existiert nicht mehr."),
    (Wall.GONE, "text", "Cet article n'existe plus."),
    (Wall.GONE, "text", "La página que busca no existe."),
    (Wall.GONE, "text", "Материал не найден или удалён."),
    (Wall.GONE, "text", "الصفحة التي تبحث عنها لا يمكن العثور عليها"),
    (Wall.PAYWALL, "text", "Nur für Abonnenten"),
    (Wall.PAYWALL, "text", "La suite est réservée aux abonnés."),
    (Wall.PAYWALL, "text", "Suscríbete para seguir leyendo"),
    (Wall.PAYWALL, "text", "Полный текст доступен только по подписке"),
    (Wall.PAYWALL, "text", "هذا المقال للمشتركين فقط"),
    (Wall.PAYWALL, "text", "اشترك الآن لمواصلة القراءة"),
    (Wall.LOGIN, "title", "Anmelden"),
    (Wall.LOGIN, "title", "Connexion"),
    (Wall.LOGIN, "title", "Iniciar sesión"),
    (Wall.LOGIN, "title", "Войти"),
    (Wall.LOGIN, "title", "تسجيل الدخول"),
    (Wall.ROBOT, "text", "Bestätigen Sie, dass Sie kein Roboter sind."),
    (Wall.ROBOT, "text", "Confirmez que vous n'êtes pas un robot"),
    (Wall.ROBOT, "text", "Demuestra que no eres un robot"),
    (Wall.ROBOT, "text", "Подтвердите, что вы не робот"),
    (Wall.ROBOT, "text", "أثبت أنك لست روبوت"),
    (Wall.RESERVED, "markup", '<meta content="1" name="tdm-reservation">'),
    (Wall.RESERVED, "markup", '<META NAME="robots" CONTENT="index, noai, noimageai">'),
]
# Short reports that speak of such things and are none of them.
NEWS = [
    "The general did not accept the invitation, the ministry said.",
    "Der Minister akzeptierte die Einladung nach Moskau.",
    "Le ministre n'existe pas sans son avion, dit-on à Paris.",
    "El general no existe, respondió el portavoz en Moscú.",
    "Самолёт генерала не найден, сообщило министерство.",
    "لم يتم العثور على طائرة الجنرال في موسكو.",
    "The subscribers of the fund flew to Oslo with the minister.",
    "Вход в министерство был закрыт, когда прилетел генерал.",
]
PLAIN = {"url": "https://news.test/a/1", "title": "A general lands", "text": "He arrived on Thursday.", "markup": "<p>"}


@pytest.mark.parametrize(("wall", "part", "words"), CASES + ABROAD)
def test_each_sign_names_its_wall(wall: Wall, part: str, words: str) -> None:
    """A page with the sign in that part is called what it is."""
    assert wall_of(**{**PLAIN, part: words}) is wall


def test_every_sign_has_a_case() -> None:
    """No rule without an example."""
    assert {(wall, part) for wall, part, _ in CASES} == {(sign.wall, sign.part) for sign in SIGNS}


def test_an_article_is_no_wall() -> None:
    """A plain page has no sign, and a long article may speak of cookies and subscriptions."""
    assert wall_of(**PLAIN) is None
    long = "Accept all cookies, subscribe now to continue reading. " * (SHORT // 40)
    assert wall_of(**{**PLAIN, "text": long}) is None


@pytest.mark.parametrize("text", NEWS)
def test_news_is_no_wall(text: str) -> None:
    """A short report in any of the languages is not taken for a wall."""
    assert wall_of(**{**PLAIN, "text": text}) is None


@pytest.mark.parametrize(
    ("headers", "reserved"),
    [
        ({"tdm-reservation": "1"}, True),
        ({"tdm-reservation": " 1 "}, True),
        ({"tdm-reservation": "0"}, False),
        ({"x-robots-tag": "noai, noimageai"}, True),
        ({"x-robots-tag": "gatewatch: noai"}, True),
        ({"x-robots-tag": "noindex, nofollow"}, False),
        ({"x-robots-tag": "noaircraft"}, False),
        ({}, False),
    ],
)
def test_headers_can_reserve_text_mining(headers: dict[str, str], reserved: bool) -> None:
    """The answer's own headers are honoured as the page's are."""
    assert reserved_by(headers) is reserved
