"""The demo: a phone in the browser, sample records, and a clock that can be moved."""
