"""Translations of free text: what there is to translate, what was translated, by whom."""
