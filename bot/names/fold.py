"""One form for letters that people write in many: case, accents, apostrophes, hyphens, Arabic letter forms.

Folding is meant for single words and names, not for whole articles: it may change lengths, so offsets are always
taken from the text as printed and the word is folded afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that no Unicode decomposition takes apart, and signs that carry no sound in a name.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "ى": "ي",  # Arabic alef maksura and Persian yeh
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ء": None,
        "ـ": None,  # tatweel
        "\u200c": None,  # zero-width (non-)joiners
        "\u200d": None,
        "\u00ad": None,  # soft hyphen
        **dict.fromkeys("'’‘`´ʼʻʹʾʿ′＇״׳", None),
        **dict.fromkeys("-‐‑‒–—−־·・•_", " "),
    }
)
_VOICING = frozenset("\u3099\u309a")  # Japanese voicing marks change the syllable and stay
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The text in lower case, without accents, apostrophes and joiners; hyphens and dots between letters become blanks."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "").replace("-", " ").replace("_", " ")
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in parts if c in _VOICING or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def tokens(text: str) -> list[str]:
    """The folded words of a name, in order."""
    return _WORD.findall(fold(text))
