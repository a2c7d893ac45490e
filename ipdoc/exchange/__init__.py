"""Formats of other programs and other people."""
