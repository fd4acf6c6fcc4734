"""分层抽样回访: which ratings of a month are asked about again, and what their answers say of all.

`drawing` says how many of each level are drawn and which, `rounds` when, and what is done about a drawn one;
`change` compares what was rated with what is said now.
"""
