"""Learn what messages are like from the corpus, and say how well: `python -m bench.likeness [--write]`.

A logistic regression for each intent and each reason, on the runs of characters of a message, in plain Python: ten
seconds. Each fifth of the corpus is judged by what the other four taught. `--write` learns from all of it and
writes `tables/likeness.tsv`; do so when the corpus has grown by some dozen rows.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, sqrt
from random import Random

from bot.understanding.folding import fold
from bot.understanding.lexicon import TABLES
from bot.understanding.likeness import ALWAYS, LIKELY, likelihood, roles, runs
from bot.understanding.meaning import Intent
from bot.understanding.scanning import scan
from evaluation.levels import Reason
from tests.bot.understanding.corpus import Row, rows

Weights = Mapping[str, float]
Example = tuple[Row, Sequence[str]]
"""A row of the corpus and the runs of characters and the roles of words in it."""

ROUNDS, STEP = 25, 1.0
"""How often the corpus is gone through, and how far one row moves the weights at first."""
SURE = 0.01
"""Rows that are right but for so little teach nothing more."""
SMALLEST = 0.5
"""Weights below it are left out: a third of them, and next to nothing is judged otherwise."""
FOLDS = 5


def main() -> None:
    """Say how good it is, or write the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.likeness", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="learn from the whole corpus and write the table"
    )
    scanned = [(row, scan(fold(row.text).text)) for row in (*rows("corpus"), *rows("hard"))]
    examples = [(row, [*runs(each.clauses), *roles(each)]) for row, each in scanned if each.clauses]
    if parser.parse_args().write:
        (TABLES / "likeness.tsv").write_text(_table(_learn_all(examples)), encoding="utf-8")
    else:
        _say_how_good(examples)


def _is(intent: Intent) -> Callable[[Row], bool]:
    return lambda row: row.intent == intent


def _blames(reason: Reason) -> Callable[[Row], bool]:
    return lambda row: reason in row.reasons


LABELS: dict[str, Callable[[Row], bool]] = {
    **{intent.value: _is(intent) for intent in Intent},
    **{reason.value: _blames(reason) for reason in Reason},
}
"""What is learnt, and which rows are examples of it."""


def learn(examples: Sequence[Example], belongs: Callable[[Row], bool]) -> Weights:
    """Weights of the runs that two examples or more have; small steps where a run was seen often (AdaGrad)."""
    known = {
        run for run, seen in Counter(run for _, found in examples for run in {*found}).items() if seen > 1
    }
    taught = [
        (belongs(row), [run for run in found if run in known], 1 / sqrt(len(found)))
        for row, found in examples
    ]
    weights: defaultdict[str, float] = defaultdict(float)
    moved: defaultdict[str, float] = defaultdict(lambda: 1e-2)
    order = Random(1)
    for _ in range(ROUNDS):
        order.shuffle(taught)
        for belonging, found, share in taught:
            _step(weights, moved, found, share, belonging)
    return {run: weight for run, weight in weights.items() if abs(weight) >= SMALLEST or run == ALWAYS}


def _weigh(weights: Weights, found: Sequence[str]) -> float:
    return weights.get(ALWAYS, 0) + sum(weights.get(run, 0) for run in found) / sqrt(len(found))


def _step(
    weights: dict[str, float], moved: dict[str, float], found: Iterable[str], share: float, belonging: bool
) -> None:
    total = weights[ALWAYS] + share * sum([weights[run] for run in found])
    wrong = 1 / (1 + exp(-total)) - belonging
    if abs(wrong) < SURE:
        return
    for run, part in ((ALWAYS, 1.0), *((run, share) for run in found)):
        slope = wrong * part
        moved[run] += slope * slope
        weights[run] -= STEP * slope / sqrt(moved[run])


def _learn_all(examples: Sequence[Example]) -> Mapping[str, Weights]:
    return {label: learn(examples, belongs) for label, belongs in LABELS.items()}


def _table(learnt: Mapping[str, Weights]) -> str:
    """A line for each run: what it weighs for each label, in tenths."""
    known = sorted({run for weights in learnt.values() for run in weights})
    lines = [[run, *(f"{round(weights.get(run, 0) * 10)}" for weights in learnt.values())] for run in known]
    return "".join("\t".join(line) + "\n" for line in (["run", *learnt], *lines))


def _say_how_good(examples: Sequence[Example]) -> None:
    right = said = sure_right = sure = hit = missed = 0
    for fold_number in range(FOLDS):
        others = [example for place, example in enumerate(examples) if place % FOLDS != fold_number]
        learnt = _learn_all(others)
        for row, found in examples[fold_number::FOLDS]:
            by_label = {label: likelihood(_weigh(weights, found)) for label, weights in learnt.items()}
            intent = max(Intent, key=lambda intent: by_label[intent])
            fits = intent == row.intent or intent.value in row.accepted
            right, said = right + fits, said + 1
            if by_label[intent] >= LIKELY:
                sure_right, sure = sure_right + fits, sure + 1
            blamed = {reason.value for reason in Reason if by_label[reason] >= LIKELY}
            hit, missed = hit + len(blamed & row.reasons), missed + len(blamed ^ row.reasons)
    print(f"intents right: {right / said:.1%} of {said}; where it is sure, {sure_right / sure:.1%} of {sure}")
    print(f"reasons, F1: {2 * hit / (2 * hit + missed):.3f}")


if __name__ == "__main__":
    main()
