"""Who works on the vault: the register, invitations, fingerprints, roles."""
