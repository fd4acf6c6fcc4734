"""Points earned, spent, given back, expired, corrected and verified: one verb per file."""
