"""What the tests of use cases have in common."""

from tests.worker.conftest import post

__all__ = ["post"]
