"""What became of the complaints that were dispatched in a period, by the body that leads their case."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Handled:
    """The complaints at one body; what was excluded after an appeal is counted as that and nowhere else."""

    body: str | None
    """None for all bodies together."""
    ratings: int
    oral: int
    excluded: int
    decided: int
    """Appeals that were decided, either way."""
    signed_in_time: int
    """Of `signable`: the body signed for the case in time after it got it last."""
    signable: int
    """Of all that count: the case was signed for, or the time for it is up."""
    answered: int
    in_time: int
    overdue: int
    """Not answered, and their time is up; while a case rests, its time does not run."""
    supervised: int
    """The case is, or was, under 督办."""
    days: float | None
    """The median time from dispatch to answer; None where none was answered."""
    solved: int
    not_solved: int
    not_reached: int
    not_called: int
    """Answered, and the time for the call-back is up."""
    reopened: int
    labelled: int
    """Of what guides heard: it was said what it is about …"""
    labelled_in_time: int
    """… before its deadline."""
    unlabelled_late: int
    not_complaints: int
    answered_themselves: int
    """Their citizens gave a level when asked."""


_COMPLAINTS: LiteralString = """
    WITH complaint AS (
        SELECT c.*, k.lead_code, k.area_code, o.name AS body, c.kind = 'oral' AS is_oral,
               k.supervised AS is_supervised,
               coalesce(c.verdict IN ('mistaken', 'malicious'), false) AS is_excluded,
               c.kind = 'oral' AND EXISTS (
                   SELECT FROM ratings r WHERE r.live AND (r.complaint_id = c.id OR r.visit_id = c.visit_id)
               ) AS has_answered,
               EXISTS (SELECT FROM case_events e
                        WHERE e.case_id = c.case_id AND e.move = 'reopen'
                          AND e.facts -> 'dues' ? c.id::text) AS was_reopened,
               c.answered_at IS NULL AND NOT k.suspended
               AND coalesce(c.due_at <= %(now)s, c.dispatched_at < %(unsorted_late_before)s) AS is_overdue,
               c.answered_at IS NOT NULL AND c.outcome IS NULL AND (
                   SELECT (e.facts -> 'due' ->> 'at')::timestamptz FROM case_events e
                    WHERE e.case_id = c.case_id AND e.move IN ('answer', 'call_by_phone')
                      AND (e.facts ->> 'complaint')::bigint = c.id
                    ORDER BY e.seq DESC LIMIT 1) <= %(now)s AS is_uncalled,
               sign.at < sign.due_at AS was_signed,
               sign.at IS NOT NULL OR sign.due_at <= %(now)s AS was_signable
          FROM case_complaints c JOIN cases k ON k.id = c.case_id JOIN orgs o ON o.code = k.lead_code
          LEFT JOIN LATERAL (
               SELECT s.at, (d.facts -> 'due' ->> 'at')::timestamptz AS due_at
                 FROM case_events d LEFT JOIN case_events s
                   ON s.case_id = d.case_id AND s.move = 'acknowledge' AND s.seq > d.seq
                WHERE d.case_id = c.case_id AND d.facts -> 'due' IS NOT NULL
                  AND d.move IN ('dispatch', 'transfer', 'hand_on', 'return', 'reopen')
                ORDER BY d.seq DESC, s.seq LIMIT 1) sign ON true
         WHERE c.dispatched_at >= %(since)s AND c.dispatched_at < %(until)s
           AND starts_with(k.area_code, %(digits)s)
           AND (%(orgs)s::text[] IS NULL OR k.lead_code = ANY(%(orgs)s)))"""
"""Each complaint of the period, with what became of it."""

_COUNTED: LiteralString = """
    SELECT body,
           count(*) FILTER (WHERE NOT is_oral AND NOT is_excluded) AS ratings,
           count(*) FILTER (WHERE is_oral AND NOT is_excluded) AS oral,
           count(*) FILTER (WHERE is_excluded) AS excluded,
           count(*) FILTER (WHERE verdict IS NOT NULL) AS decided,
           count(*) FILTER (WHERE was_signed AND NOT is_excluded) AS signed_in_time,
           count(*) FILTER (WHERE was_signable AND NOT is_excluded) AS signable,
           count(*) FILTER (WHERE answered_at IS NOT NULL AND NOT is_excluded) AS answered,
           count(*) FILTER (WHERE answered_at < due_at AND NOT is_excluded) AS in_time,
           count(*) FILTER (WHERE is_overdue AND NOT is_excluded) AS overdue,
           count(*) FILTER (WHERE is_supervised AND NOT is_excluded) AS supervised,
           extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_at - dispatched_at)
               FILTER (WHERE answered_at IS NOT NULL AND NOT is_excluded))::float8 / 86400 AS days,
           count(*) FILTER (WHERE outcome = 'solved' AND NOT is_excluded) AS solved,
           count(*) FILTER (WHERE outcome = 'not_solved' AND NOT is_excluded) AS not_solved,
           count(*) FILTER (WHERE outcome = 'not_reached' AND NOT is_excluded) AS not_reached,
           count(*) FILTER (WHERE is_uncalled AND NOT is_excluded) AS not_called,
           count(*) FILTER (WHERE was_reopened AND NOT is_excluded) AS reopened,
           count(*) FILTER (WHERE is_oral AND labelled_at IS NOT NULL AND NOT is_excluded) AS labelled,
           count(*) FILTER (WHERE labelled_at < label_due_at AND NOT is_excluded) AS labelled_in_time,
           count(*) FILTER (WHERE labelled_at IS NULL AND label_due_at <= %(now)s AND NOT is_excluded)
               AS unlabelled_late,
           count(*) FILTER (WHERE label_real = 'no' AND NOT is_excluded) AS not_complaints,
           count(*) FILTER (WHERE has_answered AND NOT is_excluded) AS answered_themselves
      FROM complaint
     GROUP BY GROUPING SETS ((lead_code, body), ()) ORDER BY grouping(body), lead_code"""


async def handled(
    tx: Transaction,
    seen: Seen,
    since: datetime,
    until: datetime,
    *,
    now: datetime,
    unsorted_late_before: datetime,
) -> list[Handled]:
    """The complaints dispatched in a period, as they stand now; the last line is all."""
    return await tx.fetch(
        Handled,
        _COMPLAINTS + _COUNTED,
        since=since,
        until=until,
        now=now,
        unsorted_late_before=unsorted_late_before,
        digits=seen.digits,
        orgs=seen.orgs,
    )
