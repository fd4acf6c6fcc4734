"""Cases on outside work-order platforms: what goes out, what comes back, and what is sent again."""
