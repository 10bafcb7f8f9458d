"""Every word a person reads, per language; and the phrases people say, per language and intent."""
