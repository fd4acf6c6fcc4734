"""Papers that are made here, as PDF: Chinese in whatever is printed on, no browser, nothing from the network."""
