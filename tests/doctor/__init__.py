"""Tests of what looks at the account and the server."""
