"""How likely a difference is by chance: exact tests, and the correction for many of them, by SciPy."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import false_discovery_control, hypergeom

from evaluation.learning.together import Bundle
from evaluation.reports import Rate


def of_differences(pairs: Sequence[tuple[Rate, Rate]]) -> list[float]:
    """How likely each difference between two shares is by chance (Fisher's exact test, two-sided by doubling)."""
    named, of, other, of_other = np.array(
        [(a.numerator, a.denominator, b.numerator, b.denominator) for a, b in pairs], dtype=np.int64
    ).reshape(-1, 4).T  # fmt: skip
    law = hypergeom(of + of_other, named + other, of)
    tail = np.minimum(law.cdf(named), law.sf(named - 1))
    return [float(each) for each in np.minimum(1.0, 2 * tail)]


def of_bundles(bundles: Sequence[Bundle]) -> list[float]:
    """How likely so many citizens need the items together by chance: for three, two of them against the third."""
    return [max(_meeting(bundle, place) for place in range(len(bundle.items))) for bundle in bundles]


def _meeting(bundle: Bundle, third: int) -> float:
    """The chance that the citizens of one item meet those of the others so often."""
    others = [count for place, count in enumerate(bundle.alone) if place != third]
    # Of three: the rarest of the others bounds how many need both, so the chance is never told too small.
    return float(hypergeom.sf(bundle.citizens - 1, bundle.of, min(others), bundle.alone[third]))


def corrected(chances: Sequence[float]) -> list[float]:
    """For each of many comparisons the share of chance among all that are as unlikely (Benjamini and Hochberg)."""
    return [float(each) for each in false_discovery_control(chances)] if chances else []
