"""Benchmarks, each a ratio to a baseline measured in the same run: `python -m bench [--waiting N]`.

Nothing leaves this machine. With the default of a million waiting records it takes about two minutes.
"""

import argparse
import asyncio
import logging
from collections.abc import Awaitable, Callable

import structlog

from bench import delivery, due, turns, understanding
from bench.stage import Figure, Stage, stage


def main() -> None:
    """Run what is asked for and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--waiting", type=int, default=1_000_000, help="waiting records (default: a million)")
    parser.add_argument("--only", choices=["due", "turns", "delivery", "understanding"], help="one of them")
    given = parser.parse_args()
    benches: dict[str, Callable[[Stage], Awaitable[list[Figure]]]] = {
        "due": lambda found: due.measure(found, given.waiting),
        "turns": turns.measure,
        "delivery": delivery.measure,
        "understanding": understanding.measure,
    }
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with stage() as found:
        _print(Figure("", "measured", "baseline", 0))
        for name, bench in benches.items():
            if given.only in (None, name):
                for figure in asyncio.run(_run(bench, found)):
                    _print(figure)


async def _run(bench: Callable[[Stage], Awaitable[list[Figure]]], found: Stage) -> list[Figure]:
    return await bench(found)


def _print(figure: Figure) -> None:
    ratio = f"{figure.ratio:.2f}" if figure.ratio else "ratio"
    print(f"{figure.what:<44} {figure.measured:>14} {figure.baseline:>18} {ratio:>8}", flush=True)


if __name__ == "__main__":
    main()
