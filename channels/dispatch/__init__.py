"""Outside work-order platforms (12345): signed JSON over HTTP, each city's names and codes mapped by its settings."""
