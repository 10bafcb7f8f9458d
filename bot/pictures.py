"""Who draws the pictures of the outbox, by name. Each gives PNG or JPEG, or None; none of them is inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.delivery import Renderer
from store.database import Database
from store.world import World


def renderers(database: Database, world: World) -> Mapping[str, Renderer]:
    """Every name that `Turn.show` and `store.outbox.show` may be given."""
    return {}
