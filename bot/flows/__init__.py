"""Conversations with memory: an engine and one file a flow."""
