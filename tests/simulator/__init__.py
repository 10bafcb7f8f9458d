"""How strict the simulated WeChat is: what passes here passes the real one, as far as its documents tell."""
