"""Tests of planning and delivery, on both databases and against a WeChat that is stricter than the real one."""
