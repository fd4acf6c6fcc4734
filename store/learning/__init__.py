"""What months teach: counted once, learnt from, and kept; pages read what is kept."""
