"""The five faces that stand beside the level words, best first, on a field of 24 by 24."""

from evaluation.levels import Level

MOUTHS = {
    Level.VERY_SATISFIED: "M7 13.500a5 5 0 0 0 10 0z",
    Level.SATISFIED: "M7.500 14a5.500 5.500 0 0 0 9 0",
    Level.FAIRLY_SATISFIED: "M8 15.300a7 7 0 0 0 8 0",
    Level.DISSATISFIED: "M8 15.500h8",
    Level.VERY_DISSATISFIED: "M7.500 17a5.500 5.500 0 0 1 9 0",
}
EYES = "M8.500 9v1.500M15.500 9v1.500"
