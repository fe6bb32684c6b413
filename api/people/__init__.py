"""Who may do what: tokens, OpenID Connect, roles, pseudonyms."""
