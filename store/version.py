"""The version of the database's shape that this code needs, known without loading Alembic."""

from pathlib import Path

VERSIONS = Path(__file__).parent / "migrations" / "versions"

EXPECTED_VERSION = max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))
"""Migrations are numbered files, each after the one before; a guard test holds this against Alembic."""
