"""What waits for a person, and the one door through which it is answered."""
