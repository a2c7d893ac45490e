"""Sheets that were filled in by hand: taken in as scans, laid beside their section, typed in."""
