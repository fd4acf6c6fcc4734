"""What somebody speaks of who names a place in a hall."""

_COUNTERS = ("窗口", "柜台")


def subject_of(place: str) -> str:
    """Whether a place in a guide's words is a counter, or the hall around it: `subject` of a rating apart."""
    return "counter" if any(word in place for word in _COUNTERS) else "hall"
