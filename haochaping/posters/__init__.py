"""Posters, table cards and slogan sheets of a hall, drawn as SVG."""
