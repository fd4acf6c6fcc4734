"""Gifts: what a citizen may choose, vouchers from their reservation to their end."""
