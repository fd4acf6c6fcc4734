"""PostgreSQL and Valkey from their wheels, for who has no servers of their own."""

from haochaping.embedded.errors import EmbeddedError
from haochaping.embedded.stack import Stack, Urls, remove_state, start, stop_leftovers

__all__ = ["EmbeddedError", "Stack", "Urls", "remove_state", "start", "stop_leftovers"]
