"""数据: figures as pages, CSV and Excel. A report is told once, as tables; the three only write them differently."""

from web.console.reports import before_after, points, redemptions, stock
from web.console.reports.serving import declared

console = declared(points.SERVED, redemptions.SERVED, stock.SERVED, before_after.SERVED)
