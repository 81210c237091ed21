"""Results as Parquet: a row for each, with columns that follow the contract of `gatewatch screen`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

_DIGEST = b"gatewatch_digest"  # of the results as JSON lines, in the metadata of the file


def _list(*fields: tuple[str, pa.DataType]) -> pa.DataType:
    return pa.list_(pa.struct(fields))


_TEXT, _YES, _SPAN = pa.string(), pa.bool_(), pa.list_(pa.int32())
_SPANS = pa.list_(_SPAN)
_PLACE = pa.struct([("text", _TEXT), ("country", _TEXT), ("span", _SPAN)])
_WHEN = pa.struct([("text", _TEXT), ("from", _TEXT), ("to", _TEXT), ("span", _SPAN)])
_MENTIONS = _list(
    ("person", _TEXT), ("name", _TEXT), ("tier", _TEXT), ("score", pa.float64()), ("listings", pa.list_(_TEXT)),
    ("refs", pa.list_(_TEXT)), ("spans", _SPANS), ("matched", _TEXT),
    ("evidence", _list(("kind", _TEXT), ("for", _YES), ("text", _TEXT), ("span", _SPAN))), ("confusables", pa.list_(_TEXT)),
)  # fmt: skip
_TRIPS = _list(
    ("person", _TEXT), ("origin", _PLACE), ("destination", _PLACE), ("stops", pa.list_(_PLACE)), ("when", _WHEN),
    ("duration", _TEXT), ("mode", _TEXT), ("purpose", _TEXT), ("meets", pa.list_(_TEXT)), ("status", _TEXT),
    ("claims", _list(("status", _TEXT), ("of", _TEXT), ("by", _TEXT), ("span", _SPAN))), ("main", _YES),
    ("ban", pa.struct([("applies", _TEXT), ("listing", _TEXT), ("basis", _TEXT)])), ("evidence", _SPANS), ("verified", _YES),
)  # fmt: skip
_PRESENCES = _list(("person", _TEXT), ("place", _PLACE), ("when", _WHEN), ("evidence", _SPANS))
_PLACES = _list(
    ("text", _TEXT), ("span", _SPAN), ("country", _TEXT), ("lat", pa.float64()), ("lon", pa.float64()), ("geonameid", pa.int64())
)  # fmt: skip
SCHEMA = pa.schema(
    [("id", _TEXT), ("lang", _TEXT), ("mentions", _MENTIONS), ("trips", _TRIPS), ("presences", _PRESENCES), ("places", _PLACES)]
)  # fmt: skip


def packed(results: Sequence[str], digest: str) -> bytes:
    """The results as the bytes of a Parquet file that bears their digest."""
    table = pa.Table.from_pylist([json.loads(each) for each in results], SCHEMA)
    sink = pa.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata({_DIGEST: digest.encode()}), sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def digest_in(file: Path) -> tuple[int, bytes]:
    """How many results there are in a file that `packed` made, and their digest."""
    with parquet.ParquetFile(file) as opened:
        return opened.metadata.num_rows, opened.schema_arrow.metadata[_DIGEST]
