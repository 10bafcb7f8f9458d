"""The only package that knows WeChat: envelope, messages in and out, API client, capabilities."""
