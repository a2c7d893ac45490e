"""Finds what identifies people in free text, and puts pseudonyms in its place."""
