"""What cancelling costs, as the house file says: free until when, then how much. The words of the policy stand beside it."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import Field

from store.house_file.fields import Minute, Part

Days = Annotated[int, Field(ge=0, le=60)]


class Cancellation(Part):
    """Free until an hour of the day so many days before arrival; after that, and for who never comes, the fee."""

    fee: Literal["none", "first_night", "percent"] = "none"
    percent: Annotated[int, Field(ge=1, le=100)] = 50  # of the whole stay, where `fee` says so
    free_days: Days = 1
    free_until: Minute = time(18)
    holiday_free_days: Days | None = None  # for a stay that begins on a public holiday; None: as ever
