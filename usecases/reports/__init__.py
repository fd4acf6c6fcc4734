"""What staff may read of the whole: figures of their area and org, each from one moment of the database."""
