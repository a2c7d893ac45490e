"""The open vault: units of work, case files, and the chains that prove them."""
