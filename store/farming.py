"""Facts for the signs of farming: one statement for each first rating, on indexes; counters are counted at night."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from evaluation.farming import Facts, FarmingRules
from store.db import Transaction

VISITS_AT_MOST = 500
"""Of a phone with more visits than that in the days looked at, the latest are: they show enough."""


@dataclass(frozen=True, slots=True)
class Act:
    """A first rating as it comes: of which visit, how it was given, when; `in_answer`: to a question of ours."""

    citizen_id: int | None
    org_code: str | None
    area_code: str
    window_no: str | None
    device_no: str | None
    inbound_id: int | None
    rated_at: datetime
    in_answer: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database knows of an act; `held`: its points wait for review already."""

    applicants: int
    acts: int
    at_device: int
    counter: int | None
    held: bool

    def facts(self, act: Act) -> Facts:
        """As the rules take them."""
        return Facts(self.applicants, self.acts, self.at_device, self.counter, act.in_answer)


async def look(
    tx: Transaction, act: Act, account_id: int, kind: str, reference: str, rules: FarmingRules, now: datetime
) -> Seen:
    """What is known of an act that is about to earn; its rating is not kept yet."""
    around = timedelta(seconds=rules.seconds)
    seen = await tx.first(
        Seen,
        """WITH theirs AS MATERIALIZED (
               SELECT id, applicant_lookup FROM visits
                WHERE citizen_id = %(citizen_id)s AND finished_at > %(days_ago)s
                ORDER BY finished_at DESC LIMIT %(most)s)
           SELECT (SELECT count(DISTINCT applicant_lookup) FROM theirs) AS applicants,
                  (SELECT 1 + count(DISTINCT coalesce(r.inbound_id::text, r.rated_at::text))
                     FROM theirs JOIN ratings r ON r.visit_id = theirs.id AND r.version = 1
                    WHERE r.rated_at BETWEEN %(since)s AND %(until)s
                      AND CASE WHEN r.inbound_id IS NULL THEN r.rated_at <> %(rated_at)s
                               ELSE r.inbound_id IS DISTINCT FROM %(inbound_id)s END) AS acts,
                  (SELECT 1 + count(DISTINCT v.citizen_id)
                     FROM ratings r JOIN visits v ON v.id = r.visit_id
                    WHERE r.device_no = %(device_no)s AND r.version = 1
                      AND r.rated_at BETWEEN %(since)s AND %(until)s
                      AND v.org_code = %(org_code)s AND v.citizen_id <> %(citizen_id)s) AS at_device,
                  (SELECT citizens FROM watched_counters
                    WHERE org_code = %(org_code)s AND window_no = %(window_no)s) AS counter,
                  EXISTS (SELECT FROM held_points WHERE account_id = %(account_id)s AND kind = %(kind)s
                             AND reference = %(reference)s) AS held""",
        citizen_id=act.citizen_id,
        days_ago=now - timedelta(days=rules.days),
        most=VISITS_AT_MOST,
        since=act.rated_at - around,
        until=act.rated_at + around,
        rated_at=act.rated_at,
        inbound_id=act.inbound_id,
        device_no=act.device_no,
        org_code=act.org_code,
        window_no=act.window_no,
        account_id=account_id,
        kind=kind,
        reference=reference,
    )
    assert seen is not None
    return seen


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter, with how many first ratings it had and from how many citizens known by an address."""

    org_code: str
    window_no: str
    ratings: int
    citizens: int


async def counters(tx: Transaction, since: datetime, at_least: int) -> list[Counter]:
    """The counters with so many first ratings since then."""
    return await tx.fetch(
        Counter,
        """SELECT v.org_code, v.window_no, count(*) AS ratings, count(DISTINCT v.citizen_id) AS citizens
             FROM ratings r JOIN visits v ON v.id = r.visit_id
            WHERE r.rated_at >= %(since)s AND r.version = 1 AND v.org_code IS NOT NULL AND v.window_no IS NOT NULL
              AND v.citizen_id IS NOT NULL
            GROUP BY v.org_code, v.window_no HAVING count(*) >= %(at_least)s
            ORDER BY v.org_code, v.window_no""",
        since=since,
        at_least=at_least,
    )


async def watch(tx: Transaction, watched: list[Counter]) -> None:
    """Watch these counters from now on, and no others."""
    await tx.execute("DELETE FROM watched_counters")
    await tx.execute_many(
        """INSERT INTO watched_counters (org_code, window_no, ratings, citizens)
           VALUES (%(org_code)s, %(window_no)s, %(ratings)s, %(citizens)s)""",
        [asdict(counter) for counter in watched],
    )
