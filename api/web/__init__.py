"""HTTP: routes, bodies, headers. Thinks nothing about splits."""
