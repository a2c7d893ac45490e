"""Keeping the vault: heads, verification, backup, restore, erasure, travel."""
