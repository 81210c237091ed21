"""Telling picture captions and photo credits from sentences of the article.

A caption tells of the picture: other people, another day, another place. Read as news it gives false trips. So the
lines that carry a sign of the table below leave the text.
"""

from __future__ import annotations

import re

from bot.feeds.lines import LineSign

_AGENCY = (
    r"(?:AFP|AP|EPA(?:-EFE)?|EFE|DPA|ANSA|TASS|RIA(?: Novosti)?|SPUTNIK|Sputnik|REUTERS|Reuters|Xinhua|Anadolu(?: Agency)?|"
    r"Getty(?: Images)?|Shutterstock|Alamy|Bloomberg|NurPhoto|ZUMA|IRNA|Tasnim|Mehr|picture alliance|ТАСС|РИА Новости)"
)
_PHOTO = r"(?:photo(?:graph|s)?|pictures?|image|foto|fotograf(?:ía|ia)?|bild|crédit|credits?|фото|صورة|عکس)"


# Each sign with a case of its own in tests/feeds/test_feeds_captions.py.
SIGNS = (
    # "… at a ceremony (AFP PHOTO / NAME)", "(Photo by Name/Agency)", "(Photo: Name)"
    LineSign("credit in brackets", re.compile(rf"[(\[][^()\[\]]*\b{_PHOTO}\b\s*(?:by\b|from\b|courtesy|via\b|[/:|])[^()\[\]]*[)\]]", re.I), 600),
    # "… on Monday (Name/Reuters)", "(AFP/Getty Images)"
    LineSign("name and agency in brackets", re.compile(rf"[(\[][^()\[\]/]{{2,60}}/\s*{_AGENCY}[^()\[\]]{{0,60}}[)\]]\s*$"), 600),
    LineSign("agency and name in brackets", re.compile(rf"[(\[]{_AGENCY}\s*/[^()\[\]]{{2,60}}[)\]]\s*$"), 600),
    # "… on Monday. REUTERS/Name", "… Name/AFP via Getty Images"
    LineSign("agency and name at the end", re.compile(rf"\b{_AGENCY}\s?/\s?[^\s.][^.]{{2,50}}$"), 500),
    LineSign("name and agency at the end", re.compile(rf"[^\W\d_]\s?/\s?{_AGENCY}(?:\s+(?:via|/)\s+{_AGENCY})?\s*$"), 500),
    # "Photo: Name", "Image credit: …", "Фото: …"
    LineSign("photo and colon", re.compile(rf"^\W*{_PHOTO}(?:\s+(?:credits?|source|caption|by|d'archives))?\s*[:©|]", re.I), 400),
    LineSign("image caption", re.compile(r"^(?:image (?:caption|source)|media caption|caption)\b[\s,:]", re.I), 400),
    # "FILE PHOTO: …", "FILE - In this …", "… in this file photo"
    LineSign("file photo", re.compile(r"^(?:file (?:photo|image|picture)\b|FILE\s?[-–—]|archivbild\b)|\bin this (?:undated )?(?:file |handout |combination )?(?:photo|picture|image)\b", re.I), 500),
    # "… | Photo Credit: Name"
    LineSign("credit behind a bar", re.compile(rf"\|\s*{_PHOTO}\s+credits?\s*:", re.I), 500),
    LineSign("copyright line", re.compile(r"^\s*(?:©|\(c\)\s|copyright\b)", re.I), 200),
)  # fmt: skip
