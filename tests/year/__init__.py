"""A year of an invented house, a few days of it."""
