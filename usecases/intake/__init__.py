"""Taking in finished records, from the API, a file or the drop folder alike."""
