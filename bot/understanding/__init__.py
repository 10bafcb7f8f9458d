"""Tells what a guest means. Pure and deterministic; the only place that reads people's words."""
