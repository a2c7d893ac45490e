"""Issuing: what a report freezes, its renderings and editions, and fetching what was issued."""
