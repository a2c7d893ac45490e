"""Exhibit packages: bags (RFC 8493) in ZIP files, streamed, split, signed, and checked again."""
