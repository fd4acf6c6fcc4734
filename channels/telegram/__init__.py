"""Telegram. aiogram receives and answers, python-telegram-bot sends; vendor words stop at this folder's edge.

aiogram takes seconds to import: only `receiving` and `bot` load it, and only where Telegram is set up.
"""
