"""Who works at the desk: accounts, what a role may do, signing in, and the record of who did what."""
