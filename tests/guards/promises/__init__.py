"""Our promises as the constraints state them: a table for each, of what breaks it and what it allows."""
