"""Wording: names of places on the body and descriptions of lesions, in each language."""
