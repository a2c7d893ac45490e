"""Bundles of exhibits for somebody: what goes in, the register of them, giving them out."""
