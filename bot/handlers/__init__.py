"""One-shot answers: events, questions, staff words, owner commands."""
