"""Telling picture captions and photo credits from sentences of the article.

A caption tells of the picture: other people, another day, another place. Read as news it gives false trips. So the
lines that carry a sign of the table below leave the text. A photographer's credit marks a caption, even
behind a whole sentence; the names of news agencies alone say who told the story, and only they leave it.
"""

from __future__ import annotations

import re

from bot.feeds.lines import LineSign

# Who sends news and pictures, and who sends pictures only: "(Reuters/AFP)" says who told it, "(AFP/Getty Images)" whose picture it is.
_WIRE = (
    r"(?:AFP|AP|EFE|DPA|dpa|ANSA|TASS|RIA(?: Novosti)?|SPUTNIK|Sputnik|REUTERS|Reuters|Xinhua|Anadolu(?: Agency)?|Bloomberg|"
    r"IRNA|ISNA|Tasnim|Mehr|SANA|WAM|KUNA|Kyodo|Yonhap|KCNA|PTI|UPI|Interfax|INTERFAX|ТАСС|РИА Новости|Интерфакс)"
)
_AGENCY = rf"(?:{_WIRE}|EPA(?:-EFE)?|Getty(?: Images)?|Shutterstock|Alamy|NurPhoto|ZUMA|picture alliance)"
_PHOTO = r"(?:photo(?:graph|s)?|pictures?|foto|fotograf(?:ía|ia)?|фото|صورة|عکس)"
_CREDIT = r"(?:cr[eé]dits?|bild)"  # words that also mean a loan and a newspaper
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ſА-ЯЁ\u0600-\u06ff]"
_WORD = rf"(?!(?:{_WIRE}|Novosti|Agency)\b)(?:(?:al|el)-|d['’])?{_CAPITAL}[\w.'’-]{{0,30}}"
_NAME = rf"(?:\b{_WORD}\s+(?:(?:de|la|der|van|von|bin|al|el)\s+){{0,2}}|^\W*|[.!?]\s+){_WORD}"
# Names and agencies to the end of the line, and no verb among them: "Ann Photographer for The Times", "dpa", "imago/Xinhua"
_NAMES_ONLY = rf"(?-i:(?:(?:{_CAPITAL}|(?:dpa|imago|for|of|the|via|and|by|von|de|al)\b)[^\s.]*(?:[\s.]+|$)){{1,6}}$)"
_TWO_SMALL_WORDS = r"\b[a-zа-яё]+\s+[a-zа-яё]+\b"  # a sentence goes on here, no name does

# "(Reuters/AFP)", "(dpa/AFP/jj)", "(With AP/Reuters)", "(Reporting by Name/Reuters)" at the end: who told the story. A lone "(IRNA)" may explain a name
_BY = r"(?:(?:[Aa]dditional )?(?:[Rr]eporting|[Ww]riting|[Cc]ompiled)|[Ee]dit(?:ed|ing)) by\b"
_SOURCE = re.compile(
    rf"(?<=[.!?\"”’»])\s{{1,9}}{_BY}[^()\[\]]{{1,150}}/\s?{_WIRE}[\s.]{{0,9}}$|"
    rf"\s{{0,9}}[(\[](?:{_BY}[^()\[\]]{{1,200}}|"
    rf"(?:(?i:with|source|via|avec|mit|quelle|con|fuente|источник)\b[^()\[\]/]{{0,30}}?[\s:]\s*)?"
    rf"{_WIRE}(?:\s*(?:[/,;&]|\band\b)\s*(?:{_WIRE}|[Aa]gencies|[a-z]{{2,4}})\b){{1,5}})[)\]][\s.]{{0,9}}$"
)
_BRACKET = rf"[(\[][^()\[\]]{{0,300}}?\b(?:(?:{_PHOTO}|image)\b\s?(?:by\b|from\b|courtesy|via\b|[/:|])|{_CREDIT}\s?[:|])[^()\[\]]{{0,300}}[)\]]"
# "General X (photo: Name) flew to …": the sentence goes on behind the bracket
_INSIDE = re.compile(
    rf"(?<=[^\W_])\s{{0,9}}(?i:{_BRACKET})(?=,|\s(?!(?:via|by|courtesy)\b)[a-zß-öø-ÿа-яё\u0600-\u06ff])"
)


# Each sign with a case of its own in tests/feeds/test_feeds_captions.py.
SIGNS = (
    # "… at a ceremony (AFP PHOTO / NAME)", "(Photo by Name/Agency)", "(Photo: Name)"
    LineSign("credit in brackets", re.compile(_BRACKET, re.I), 600),
    # "… on Monday (Name/Reuters)", "(AFP/Getty Images)"
    LineSign("name and agency in brackets", re.compile(rf"[(\[][^()\[\]/]{{2,60}}/\s*{_AGENCY}\b[^()\[\]]{{0,60}}[)\]]\s*$"), 600),
    LineSign("agency and name in brackets", re.compile(rf"[(\[]{_AGENCY}\s*/[^()\[\]]{{2,60}}[)\]]\s*$"), 600),
    # "… on Monday. REUTERS/Name", "… Name/AFP via Getty Images"; neither "… Reuters/AFP" nor the dateline "MOSCOW /TASS/ The …"
    LineSign("agency and name at the end", re.compile(rf"(?<!\s/)(?<!^/)\b{_AGENCY}\s?/\s?(?!{_WIRE}\s*$|.*{_TWO_SMALL_WORDS})[^\s.][^.]{{2,50}}$"), 500),
    LineSign("name and agency at the end", re.compile(rf"(?:{_NAME}(?:\s?/\s?[\w ]{{2,25}})?\s?/\s?{_AGENCY}|[^\W\d_]\s?/\s?(?!{_WIRE}){_AGENCY})(?:\s+(?:via|/)\s+{_AGENCY})?\s*$"), 500),
    # "Photo: Name", "Image credit: …", "Фото: …"; of "Image: …" what is no sentence, of "Credit: …", "Bild: …" what is a name
    LineSign("photo and colon", re.compile(
        rf"^\W*(?:(?:{_PHOTO}(?:\s+(?:credits?|source|caption|by|d'archives))?|image\s+(?:credits?|source|caption|by)|crédits?\s+{_PHOTO})\s*[:©|]"
        rf"|image\s*[:©|].*[^\s.!?\"”»]\s*$|{_CREDIT}\s*[:©|]\s*{_NAMES_ONLY})", re.I), 400),
    LineSign("image caption", re.compile(r"^(?:(?:image (?:caption|source)|media caption)\b[\s,:]|caption\s*[,:])", re.I), 400),
    # "FILE PHOTO: …", "FILE - In this …", "… in this file photo", "In this image taken from video …"
    LineSign("file photo", re.compile(
        r"^(?:file (?:photo|image|picture)\b|(?-i:FILE)\s?(?:[–—]|-\s)|archivbild\b)"
        r"|\bin this (?:(?:undated|file|handout|combination) ){1,3}(?:photo|picture|image)\b"
        r"|\bin this (?:photo|picture|image),? (?:\w+ ){0,2}?(?:taken|released|provided|made|obtained|posted|supplied|distributed|from)\b", re.I), 500),
    # "… | Photo Credit: Name"
    LineSign("credit behind a bar", re.compile(rf"\|\s*(?:{_PHOTO}|image)\s+credits?\s*:", re.I), 500),
    # "© 2016 The Agency", "Copyright 2016 …", "(c) Ann Photographer"; neither point (c) of a list nor a copyright lawyer
    LineSign("copyright line", re.compile(
        rf"^\s*(?:©|(?:\(c\)|copyright\b)[\s:]*(?:©|\(c\)|(?:19|20)\d\d\b(?!\s*:)|{_NAMES_ONLY}|$))", re.I), 200),
)  # fmt: skip


def without_credits(line: str) -> str:
    """The line without the sources in brackets at its end and without picture credits inside its sentence."""
    return _SOURCE.sub("", _INSIDE.sub("", line))
