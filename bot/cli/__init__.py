"""The commands of xiaoer, thin."""
