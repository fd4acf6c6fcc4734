"""Totals for reports: set-based, one statement a figure, none of them on the way of a citizen."""
