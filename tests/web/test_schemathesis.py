"""The running app against its own OpenAPI page: what it promises, it keeps, and nothing is a 500."""

import asyncio
import sys
from pathlib import Path

from tests.guards.test_routes import KEY, PUBLIC, SIGNED
from tests.world import API_KEY, World, a_record

EXAMPLES = 40
"""For each operation and phase."""
CONFIG = """
[[operations]]
include-name = "POST /api/v1/records"
# Each record is judged by itself: a list with a wrong one in it is still answered with 200.
checks.negative_data_rejection.enabled = false

[[operations]]
include-name = "POST /api/v1/ratings"
# Which fields need which others, OpenAPI is not told.
checks.positive_data_acceptance.enabled = false

[[operations]]
include-name = "POST /api/v1/invitations"
# That a name of blanks only is none, OpenAPI is not told.
checks.positive_data_acceptance.enabled = false

[[operations]]
include-name = "GET /api/v1/records/{source_system}/{record_no}"
parameters = { "path.source_system" = "test", "path.record_no" = "known" }
"""


async def test_the_app_keeps_its_own_promises(world: World, tmp_path: Path) -> None:
    known = a_record(record_no="known")
    await world.send_records(known)
    await world.pass_hours(24)
    await world.phone(known["phone"]).says("2 等了很久")
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{world.base_url}/openapi.json"),
        *("--header", f"Authorization: Bearer {API_KEY}", "--exclude-path-regex", "^/demo"),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", "7"),
        *("--generation-deterministic", "--no-color"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await running.communicate()
    assert running.returncode == 0, told.decode()[-6000:]
    assert f"Tested: {len(KEY | SIGNED | PUBLIC)}" in told.decode()
