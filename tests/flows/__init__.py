"""The flow engine and every registered flow."""
