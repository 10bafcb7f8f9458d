"""The simulator in a browser: phones, clock, outbox and log; loopback only, no build step, nothing from elsewhere."""
