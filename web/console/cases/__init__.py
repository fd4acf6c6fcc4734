"""`/console/cases` and `/console/calls`: bad ratings and what is done about them."""
