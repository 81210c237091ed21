"""Small files in the form of the UN's consolidated list, with invented people."""

from __future__ import annotations

from collections.abc import Iterable


def un_xml(numbers: Iterable[int], day: str = "2026-02-27", **names: str) -> bytes:
    """The list of some people by number; `names` gives some another family name, as ``n7="Other"``."""
    people = "".join(
        f"<INDIVIDUAL><DATAID>{690000 + n}</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>Anna</FIRST_NAME>"
        f"<SECOND_NAME>{names.get(f'n{n}', f'Example{_letters(n)}')}</SECOND_NAME><UN_LIST_TYPE>Libya</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>LYi.{n:03}</REFERENCE_NUMBER><LISTED_ON>2011-02-26</LISTED_ON></INDIVIDUAL>"
        for n in numbers
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{day}T00:00:01.000Z">'
        f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
