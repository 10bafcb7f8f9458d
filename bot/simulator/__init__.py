"""A WeChat that runs on a laptop; loopback only; imported by the demo command and tests alone."""
