"""Measuring: our solve beside each engine bare, on published instances and on commissions."""
