"""Learning from ratings: months are counted, areas learnt from, closed cases kept to be found and looked at again."""
