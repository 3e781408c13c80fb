"""Names of tables that running code needs: the schema itself, with the library it is written in, loads only to create a
file or to bring one up to date."""

from __future__ import annotations

PROJECTION = ("head", "conflict", "item_state", "record", "mapping", "adoption", "withdrawn", "redacted")
"""What can be dropped and rebuilt from the operations."""

EDITION = (
    "hash", "business", "kind", "label", "published", "state", "file", "items", "deleted", "imported_at", "overall",
    "source", "blob",
)  # fmt: skip
"""The columns of an edition's row."""
