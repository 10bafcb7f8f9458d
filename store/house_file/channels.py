"""What the house file says about the other channels the house sells on: their names, and which must be told by hand.

A channel's link is a secret and stands in no file: `store/feeds.py` keeps it sealed.
"""

from __future__ import annotations

from pydantic import Field

from store.house_file.fields import Name, Part, Text


class SalesChannel(Part):
    """A platform, or the house's own website, where rooms are sold beside the chat."""

    name: Name = Field(examples=["Airbnb"])
    name_en: Text = ""
    by_hand: bool = False  # no calendar reaches it: a person closes and opens rooms there
