"""The committed dataset: encode, decode, validate, compare and flatten.

A directory holds ``dataset.json`` (schema version, versions of the libraries, entries per zoo), one
``<zoo>.jsonl`` for each zoo with one architecture a line, sorted by name, and ``layers/<zoo>/<name>.json``
with the layer rows. Decoding is strict: whatever is not exactly what :mod:`generator.dataset.schema`
describes raises a :class:`DatasetError` that names the place, the expected and the found.
"""

from generator.dataset.differences import Difference, diff, diff_entry
from generator.dataset.entries import decode_entry, encode_entry
from generator.dataset.errors import DatasetError
from generator.dataset.files import (
    MANIFEST,
    layers_path,
    read_dataset,
    read_layers,
    remove_leftovers,
    write_atomically,
    write_dataset,
    write_if_changed,
    write_layers,
    write_lines,
)
from generator.dataset.layers import decode_layers, encode_layers
from generator.dataset.rows import (
    REFUSAL_COLUMNS,
    ROW_COLUMNS,
    Row,
    encode_csv,
    encode_jsonl,
    flat_rows,
    refusal_rows,
)
from generator.dataset.schema import HISTORY, SCHEMA_VERSION
from generator.dataset.shards import Part, read_shard

__all__ = [
    "HISTORY",
    "MANIFEST",
    "REFUSAL_COLUMNS",
    "ROW_COLUMNS",
    "SCHEMA_VERSION",
    "DatasetError",
    "Difference",
    "Part",
    "Row",
    "decode_entry",
    "decode_layers",
    "diff",
    "diff_entry",
    "encode_csv",
    "encode_entry",
    "encode_jsonl",
    "encode_layers",
    "flat_rows",
    "layers_path",
    "read_dataset",
    "read_layers",
    "read_shard",
    "refusal_rows",
    "remove_leftovers",
    "write_atomically",
    "write_dataset",
    "write_if_changed",
    "write_layers",
    "write_lines",
]
