"""Who may do what with a case: sharing, consent, the access log."""
