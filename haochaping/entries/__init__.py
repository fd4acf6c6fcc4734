"""The processes of the Procfile, each importing only what it needs."""
