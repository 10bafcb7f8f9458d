"""Errors of the store, by who hears of them. Refusals that a guest caused are values, never errors."""

from __future__ import annotations


class Conflict(Exception):
    """A unique key is taken: somebody else was first. Caught by the function that expects the race."""


class LostRace(Exception):
    """A compare-and-set found another version. Caught by the turn, which runs again."""


class Unavailable(Exception):
    """The database cannot be used just now. Caught at the edge: the guest is asked to try again, the operator is told."""


class StaleSchema(Exception):
    """The database's tables are not of this version. Raised while starting; names the command that helps."""
