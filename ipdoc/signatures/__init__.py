"""Electronic signatures of documents: make them, add times and proofs to them, check them.

What is read at the start of the program is ``model``, ``errors`` and ``check``; the other modules
load pyHanko, so a use case imports them where it needs them.

Source: ETSI EN 319 142-1 (PAdES); ISO 32000-1, 12.8; RFC 5652 (CMS); RFC 3161 (time-stamps).
"""
