"""The demo's page in a real Chromium; run by `make test-browser`, not by `make test`."""
