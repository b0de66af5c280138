"""The tables of the journal of orders, and what journals of older labkits lack."""

from __future__ import annotations

# `owner` is an older labkit's: a process id, which may stand for another process by now.
SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    lab TEXT NOT NULL, place TEXT NOT NULL, reference TEXT NOT NULL,
    endpoint TEXT NOT NULL, state TEXT NOT NULL,
    lab_state TEXT NOT NULL DEFAULT '', lab_order_id TEXT NOT NULL DEFAULT '',
    total TEXT, currency TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL, progress TEXT NOT NULL DEFAULT '{}', raw TEXT NOT NULL DEFAULT 'null',
    owner INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    base_url TEXT NOT NULL DEFAULT '',
    photos TEXT NOT NULL DEFAULT 'null',
    PRIMARY KEY (lab, place, reference)
);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    lab TEXT NOT NULL, place TEXT NOT NULL, reference TEXT NOT NULL,
    at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, commits INTEGER NOT NULL
);
"""
FIELDS = (
    "lab",
    "place",
    "reference",
    "endpoint",
    "state",
    "lab_state",
    "lab_order_id",
    "total",
    "currency",
    "problem",
    "body",
    "progress",
    "raw",
    "created_at",
    "updated_at",
    "base_url",
    "photos",
)
JSON_FIELDS = ("body", "progress", "raw", "photos")
# What journals of older labkits lack.
NEW_COLUMNS = {
    "base_url": "TEXT NOT NULL DEFAULT ''",
    "photos": "TEXT NOT NULL DEFAULT 'null'",
}
