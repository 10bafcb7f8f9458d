"""The front end: everything that turns a message into an answer."""
