"""Which language a text is in, of the languages Gatewatch serves.

Scripts that only one served language writes decide by themselves; Arabic and Persian, Russian and Ukrainian are told
apart by letters that only one of them has; py3langid decides the rest, with the declared language as a prior: it is
right far more often than a model is on a headline.
"""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SERVED = frozenset({"en", "ar", "fa", "ru", "uk", "fr", "es", "de", "tr", "zh", "he", "pt", "it", "ja", "ko", "el"})

# Old and three-letter codes that feeds still declare.
_RENAMED = {
    "iw": "he", "eng": "en", "ara": "ar", "fas": "fa", "per": "fa", "rus": "ru", "ukr": "uk", "ua": "uk", "fra": "fr",
    "fre": "fr", "spa": "es", "deu": "de", "ger": "de", "tur": "tr", "zho": "zh", "chi": "zh", "heb": "he", "por": "pt",
    "ita": "it", "jpn": "ja", "jp": "ja", "kor": "ko", "cn": "zh", "gr": "el", "ell": "el", "gre": "el",
}  # fmt: skip

_SCRIPTS = (  # in order of trial: kana before Han, for Japanese mixes them
    ("kana", re.compile("[\u3041-\u30ff]")),
    ("hangul", re.compile("[\uac00-\ud7af]")),
    ("han", re.compile("[\u4e00-\u9fff]")),
    ("hebrew", re.compile("[\u05d0-\u05ea]")),
    ("greek", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("arabic", re.compile("[\u0620-\u06ff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f]")),
)
_WRITES = {
    "kana": ("ja",), "hangul": ("ko",), "han": ("zh", "ja"), "hebrew": ("he",), "greek": ("el",), "arabic": ("ar", "fa"),
    "cyrillic": ("ru", "uk"), "latin": ("en", "fr", "es", "de", "tr", "pt", "it"),
}  # fmt: skip
_LETTERS = {  # letters that only one of the two writes
    "fa": re.compile("[پچژگیک]"),
    "ar": re.compile("[يكةىأإ]"),
    "uk": re.compile("[іїєґІЇЄҐ]"),
    "ru": re.compile("[ыэъёЫЭЪЁ]"),
}

# Languages we do not serve but can name: without them the model calls Dutch German. Near relatives of a served language
# (Catalan, Galician) are left out, for they would take its short texts.
_NEIGHBOURS = ("nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro", "id", "vi")

FEW_WORDS = 4  # below it the declared language is trusted
MANY_WORDS = 20  # from here on the model may say that a text is in a language we do not serve
_SAMPLE = 4_000  # characters: more adds time, not certainty
_PRIOR = 0.1  # a declared language stands unless another is ten times as likely
_MINORITY = 0.2  # kana above this share of Han means Japanese, below it a Chinese text quotes a Japanese name


def detect_language(text: str, declared: str | None) -> str | None:
    """ISO 639-1 code of the language of a text, one of `SERVED`; None for another language, or when nothing tells.

    `declared` is what the feed, the entry or the page says of itself (``en-GB``, ``iw``), or None.
    """
    sample = text[:_SAMPLE]
    said = normal_code(declared)
    writers = _WRITES.get(_script(sample), ())
    if not writers:
        return said
    if len(writers) == 1:
        return writers[0]
    if said in writers and _is_short(sample):
        return said
    return _by_letters(sample, writers) or _by_model(sample, writers, said)


def normal_code(declared: str | None) -> str | None:
    """A declared language as a served two-letter code (``pt_BR`` is ``pt``); None for others."""
    if not declared:
        return None
    code = re.split(r"[-_;, ]", declared.strip().lower())[0]
    code = _RENAMED.get(code, code)
    return code if code in SERVED else None


def _script(text: str) -> str:
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    if counts["kana"] > _MINORITY * counts["han"]:
        counts["kana"] += counts["han"]
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def _is_short(text: str) -> bool:
    return len(text.split()) < FEW_WORDS and len(text) < 40  # Chinese puts no blanks between words


def _by_letters(text: str, writers: tuple[str, ...]) -> str | None:
    """The one of two languages whose own letters the text has more of; None where that does not tell."""
    counts = {code: len(_LETTERS[code].findall(text)) for code in writers if code in _LETTERS}
    if len(counts) < 2 or len(set(counts.values())) == 1:
        return None
    return max(counts, key=lambda code: counts[code])


def _by_model(text: str, writers: tuple[str, ...], said: str | None) -> str | None:
    candidates = (*writers, *_NEIGHBOURS) if len(text.split()) >= MANY_WORDS else writers
    chances: dict[str, float] = {code: chance for code, chance in _identifier().rank(text) if code in candidates}
    best = max(chances, key=lambda code: chances[code])
    if said is not None and chances.get(said, 0.0) >= _PRIOR * chances[best]:
        return said
    return best if best in SERVED else None


@cache
def _identifier() -> LanguageIdentifier:
    """The model, read once per process (about one second and 100 MB) and only when letters do not decide."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted((*SERVED, *_NEIGHBOURS)))
    return identifier
