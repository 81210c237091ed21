"""Lines of a page that are no part of its story: links to other stories, invitations to follow, share, subscribe, advertisements.

Such a line may name people and places of another story. Every sign is a whole short line, or its beginning and a colon, so
that a sentence which merely uses such words stays.
"""

from __future__ import annotations

import re

from bot.feeds.lines import LineSign


def _sign(name: str, limit: int, *patterns: str) -> LineSign:
    return LineSign(name, re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE), limit)


_END = r"\s*[:.!»>→]*\s*$"
_NETWORKS = r"(?:twitter|x|facebook|instagram|telegram|whatsapp|youtube|linkedin|tiktok|bluesky|threads|google news)"
_US = r"(?-i:us\b|(?<=[A-Z] )US\b)"  # "Follow US orders" is of the United States
_ACCOUNT = r"(?:pages?|channels?|accounts?|profiles?|feeds?|groups?|coverage|updates|reporting|podcasts?|newsroom|team)"
# Alone on a line such words say that the text goes on elsewhere: then they stay, for they make us look there.
_MORE = r"read more|lesen sie mehr|leia mais|(?:اقرأ|إقرأ|اقرأوا) المزيد"
_ALSO = (
    r"read (?:also|next)|see also|also read|don['’]t miss|related(?: (?:articles?|stories|news|coverage|content|topics))?|more on this(?: story)?|"
    r"recommended(?: for you)?|(?:à )?lire aussi|sur le même sujet|lesen sie auch|mehr (?:dazu|zum thema)|lea? también|le puede interesar|"
    r"te puede interesar|leggi anche|leia também|(?:читайте|смотрите) также|по теме|(?:اقرأ|إقرأ|اقرأوا) أيض[اًا]+|مواضيع ذات صلة|"
    r"بیشتر بخوانید|همچنین بخوانید|ayrıca okuyun|ilgili haberler"
)

# Each sign with cases in tests/feeds/test_feeds_boilerplate.py.
SIGNS = (
    # "Read more: …", "Related:", "Читайте также: …"
    _sign("another story", 250, rf"^\W*(?:{_MORE}|{_ALSO})\s*[:：|]", rf"^\W*(?:{_ALSO})(?:\s*[>»–—]|\s+-\s)", rf"^\W*(?:{_ALSO}){_END}"),
    # "Follow us on Telegram", "Подписывайтесь на наш канал", "تابعونا على …"
    _sign("follow", 200,
          rf"^\W*(?:follow|like|join|find) (?:{_US}|our (?:\w+ ){{0,3}}{_ACCOUNT}|@\w+)\b(?!,)[^.]{{0,80}}\b(?:on|at) {_NETWORKS}\b",
          rf"^\W*follow {_US}(?=\s*(?:(?:on|at|via|for|here)\b|[@:.!»>→|]|$))",
          r"^\W*(?:suivez-nous|folgen sie uns|síguenos|síganos|seguici|siga-nos|bizi takip edin)\b",
          r"^\W*(?:подписывайтесь|подпишитесь) на (?:наш|нас|канал|телеграм|telegram)", r"^\W*(?:تابعونا|تابعنا|اشترك في قناتنا)", r"^\W*ما را [^.]{0,40}دنبال کنید"),
    # "Sign up for our newsletter", "Abonnieren Sie unseren Newsletter", "Inscrivez-vous à notre newsletter"
    _sign("newsletter", 250,
          r"^\W*(?:sign up|subscribe|register|get|receive)\b[^.]{0,100}\b(?:newsletters?|inbox|daily briefing|(?:news|e-?mail|push) alerts)\b",
          r"^\W*(?:abonnieren sie|melden sie sich)\b[^.]{0,80}\bnewsletter", r"^\W*(?:inscrivez-vous|abonnez-vous|recevez)\b[^.]{0,80}\b(?:newsletter|lettre)",
          r"^\W*(?:suscríb(?:a|e)(?:te|se)|recib[ae])\b[^.]{0,80}\b(?:newsletter|boletín)", r"^\W*(?:подпишитесь|подписывайтесь) на (?:рассылку|новости)",
          r"^\W*اشترك[^.]{0,60}(?:النشرة|نشرتنا)"),
    # "Share this article", "Copy link", "Поделиться"
    _sign("share", 40,
          rf"^\W*(?:share|tweet|email|print|save)(?: (?:this|article|story|page|on {_NETWORKS}|via email))*{_END}", rf"^\W*copy (?:the )?link{_END}",
          rf"^\W*(?:partager|teilen|compartir|condividi|compartilhar|paylaş|поделиться|شارك(?: المقال| على)?|اشتراک‌?گذاری){_END}"),
    # "Advertisement", "Story continues below", "Anzeige"
    _sign("advertisement", 60,
          rf"^\W*(?:advertisements?|sponsored content|ad feedback|anzeige|werbung|publicité|publicidad|pubblicità|реклама|إعلان|تبلیغات|reklam){_END}",
          rf"^\W*(?:story|article) continues (?:below|after)(?: (?:this|the))?(?: advertisement| ad| video)?{_END}", rf"^\W*continue reading the main story{_END}"),
    # "Subscribe to continue reading", "Already a subscriber? Log in"
    _sign("subscription", 150,
          r"^\W*already (?:a subscriber|have an account)\?", r"^\W*(?:subscribe|sign in|log in|register)(?: now| today)? to (?:continue|keep) reading\b",
          r"^\W*(?:jetzt abonnieren|abonnez-vous pour lire|suscríbete para seguir leyendo|оформите подписку)\b"),
)  # fmt: skip
