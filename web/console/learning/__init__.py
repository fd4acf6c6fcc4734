"""痛点分析: what a month teaches, its printed pack, the case library, what came of rectifications; as it is kept."""
