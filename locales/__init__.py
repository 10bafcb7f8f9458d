"""Every word a person reads, per language; and the phrases people say, per language and intent.

Texts are written in English in the code, as message ids with named places, such as
`say(language, "Room {room} is free.", room="302")`, and translated in `<language>/LC_MESSAGES/xiaoer.po`.
`python -m locales.extract` brings the catalogs up to date; `locales.check.check()` tells what is missing.
Knows nothing of bot, scheduler or store.
"""

from locales.catalog import LANGUAGES, N_, fallback, load, say, say_many
from locales.others import sorry
from locales.script import as_read
from locales.words import clock, day, days, festival, join, money, party, stay, yuan

__all__ = [
    "LANGUAGES",
    "N_",
    "as_read",
    "clock",
    "day",
    "days",
    "fallback",
    "festival",
    "join",
    "load",
    "money",
    "party",
    "say",
    "say_many",
    "sorry",
    "stay",
    "yuan",
]
