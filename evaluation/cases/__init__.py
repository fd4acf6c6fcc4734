"""差评工单: what a bad rating opens, and everything that may happen to it until it is closed.

`words` names the parts, `case` holds one case, `table` says who may make which move when, `machine` makes a move and
folds the history; `hours` and `deadlines` count time.
"""
