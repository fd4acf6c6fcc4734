"""The bodies of the console commands, plain functions without a terminal."""
