"""WeChat at our edge: hostile pushes, replies that must re-parse, and an API that misbehaves."""
