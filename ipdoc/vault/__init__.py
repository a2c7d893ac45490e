"""Keys, seals and ciphers."""
