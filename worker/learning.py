"""What a month teaches, learnt at night a piece at a time; loaded with the first piece, for SciPy takes a second."""

import structlog

from usecases.learning.months import Broke, Learning, do_next
from worker.runtime import Runtime
from worker.stepping import note_failure

log = structlog.get_logger()


async def learn_a_piece(runtime: Runtime) -> bool:
    """Count one month, or learn from it what it tells of one area; False where nothing is left to do."""
    await runtime.clock.refresh()
    try:
        done = await do_next(Learning(runtime.database, runtime.rules, runtime.vault), runtime.clock.now())
    except Broke as error:
        await note_failure(
            runtime, "learn", error.__cause__ if isinstance(error.__cause__, Exception) else error
        )
        return True
    if done is not None:
        log.info("learnt", piece=type(done).__name__, month=f"{done.month:%Y-%m}")
    return done is not None
