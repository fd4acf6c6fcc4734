"""The composition root: turns settings into pools, channels and rules. Only process entries import it."""
