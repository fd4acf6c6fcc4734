"""Suggestions (建设性意见): kept as they come, judged by somebody who sees neither the level nor the person."""
