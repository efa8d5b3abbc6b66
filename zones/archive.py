"""The archive of a backup: a zip with a file of rows for each table, and a manifest of them.

It does not say which database it came from: the same archive fills SQLite and PostgreSQL. A row is
a line of JSON; none is held longer than it takes to write or to read it.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .audit import Head

FORMAT = 1
MANIFEST = "manifest.json"
#: Bytes read at once while an archive is checked.
PIECE = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError)

Row = Sequence[Any]


class Damaged(Exception):
    """Raised for a file that is no archive, or no longer the one written; says where."""

    def __init__(self, code: str, place: str = ""):
        super().__init__(code, place)
        self.code = code
        self.place = place


@dataclass(frozen=True)
class Table:
    """The rows of one table: how many, which columns, and two digests.

    ``digest`` is of what the rows say, in whatever order, and must be the same in any database;
    ``sha256`` is of the file inside the archive.
    """

    columns: tuple[str, ...]
    count: int
    digest: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, of which version, and the audit log's last entry."""

    version: str
    made_at: str
    engine: str
    audit: Head
    migrations: tuple[tuple[str, str], ...]
    tables: Mapping[str, Table]
    left_out: tuple[str, ...] = ()
    #: Files outside the database; the site keeps none there.
    files: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.count for table in self.tables.values())


@dataclass
class RowsDigest:
    """Counts rows and sums up their hashes: no order of the rows changes the sum."""

    count: int = 0
    _sum: int = field(default=0, repr=False)

    def add(self, row: Row) -> None:
        """Nothing; the row is counted."""
        said = json.dumps(_plain(list(row)), sort_keys=True, separators=(",", ":")).encode()
        self.count += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(said).digest())) % (1 << 256)

    def hexdigest(self) -> str:
        """The sum as text, 64 digits."""
        return f"{self._sum:064x}"


def _plain(value: object) -> object:
    """The value with numbers written one way: a database may give 1.0 back as 1, or 1e22 whole."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


class Writing:
    """An archive being written to an open file; `close` puts the manifest at its end."""

    def __init__(self, file: BinaryIO):
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.tables: dict[str, Table] = {}

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> Table:
        """What is told of the table in the manifest, once its rows are written."""
        digest, sha = RowsDigest(), hashlib.sha256()
        with self.zip.open(_member(name), "w", force_zip64=True) as member:
            for row in rows:
                digest.add(row)
                line = json.dumps(list(row), separators=(",", ":")).encode() + b"\n"
                sha.update(line)
                member.write(line)
        told = Table(tuple(columns), digest.count, digest.hexdigest(), sha.hexdigest())
        self.tables[name] = told
        return told

    def close(self, manifest: Manifest) -> None:
        """Nothing; the archive is whole."""
        told = asdict(manifest)
        self.zip.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))
        self.zip.close()

    def abandon(self) -> None:
        """Nothing; what was written is no archive, and no more is written to its file."""
        self.zip.fp = None


class Reading:
    """An archive to read; raises Damaged where it is not as it was written."""

    def __init__(self, path: Path):
        try:
            self.zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise Damaged("no_archive") from error
        try:
            told = json.loads(self.zip.read(MANIFEST))
            is_ours = told["format"] == FORMAT
            self.manifest = _manifest(told) if is_ours else None
        except BROKEN as error:
            raise Damaged("no_manifest") from error
        if self.manifest is None:
            raise Damaged("other_format", str(told["format"]))

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *_error: object) -> None:
        self.zip.close()

    def check(self) -> None:
        """Nothing; every table's file is the one that was written."""
        assert self.manifest is not None
        for name, table in self.manifest.tables.items():
            sha = hashlib.sha256()
            try:
                with self.zip.open(_member(name)) as member:
                    while piece := member.read(PIECE):
                        sha.update(piece)
            except BROKEN as error:
                raise Damaged("broken_table", name) from error
            if sha.hexdigest() != table.sha256:
                raise Damaged("other_table", name)

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Each row of the table, and the bytes that it takes."""
        try:
            with self.zip.open(_member(name)) as member, io.BufferedReader(member) as lines:  # type: ignore[type-var]
                for line in lines:
                    yield len(line), json.loads(line)
        except BROKEN as error:
            raise Damaged("broken_table", name) from error


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _manifest(told: dict[str, Any]) -> Manifest:
    tables = {
        name: Table(tuple(one["columns"]), one["count"], one["digest"], one["sha256"])
        for name, one in told["tables"].items()
    }
    return Manifest(
        version=told["version"],
        made_at=told["made_at"],
        engine=told["engine"],
        audit=Head(told["audit"]["seq"], told["audit"]["hash"]),
        migrations=tuple((app, name) for app, name in told["migrations"]),
        tables=tables,
        left_out=tuple(told["left_out"]),
        files=tuple(told["files"]),
    )
