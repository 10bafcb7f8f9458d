"""Time: what to push when, the outbox's delivery, and the ticks. Sends only through the channel protocol declared here."""
