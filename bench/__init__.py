"""`make bench`: how fast the webhook answers, measured on this machine beside the least an aiohttp handler could do.

It talks to loopback only, keeps to `var/bench`, and ends by itself.
"""
