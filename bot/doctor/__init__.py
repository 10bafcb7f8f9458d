"""Looks at a house's account and everything around it by harmless calls, and says what to do. Never sends anybody anything."""
