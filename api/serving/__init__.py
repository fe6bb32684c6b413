"""Processes of the service: starting them, watching over them, ending them in good order."""
