"""数据: figures as pages, CSV and Excel. A report is told once, as tables; the three only write them differently."""
