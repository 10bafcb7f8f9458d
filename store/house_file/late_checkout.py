"""What hours after check-out cost whom no level brings them, as the house file says: until when at most, how much an hour."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from store.house_file.fields import Part, UntilEvening, Yuan


class LateCheckout(Part):
    """Hours after check-out for everybody, where nobody needs the room that night; switched off, the house decides each time."""

    enabled: bool = False
    until: UntilEvening = time(16)
    price: Yuan = Decimal(40)  # a room, for each hour begun
