"""Who may do what: roles, tokens, sessions, and the log of what was done."""
