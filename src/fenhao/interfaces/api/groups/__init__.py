"""What the API offers, a file a group: its offers are a tuple that one reads from top to bottom."""
