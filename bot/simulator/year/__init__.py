"""A year of a house in minutes: invented people, a clock that hurries, a product that is killed, and what must hold after it."""
