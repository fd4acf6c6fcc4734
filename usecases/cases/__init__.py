"""差评工单: opened by what citizens say, moved by staff, by citizens, and by time."""
