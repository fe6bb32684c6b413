"""Changes of the schema, one after the other; `api.storage.migrating` runs them."""
