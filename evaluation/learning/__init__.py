"""What a month's ratings teach: shares compared, phrases that stand out, items needed together, changes that last."""
