"""数据: figures as pages, CSV and Excel. A report is told once, as tables; the three only write them differently."""

from web.console.reports import before_after, cases, points, redemptions, stock
from web.console.reports.serving import declared

console = declared(cases.SERVED, points.SERVED, redemptions.SERVED, stock.SERVED, before_after.SERVED)
