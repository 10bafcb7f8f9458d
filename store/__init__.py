"""Truth: one module a noun, with its tables, queries and rules. Nothing here sends, sleeps or reads people's words."""
