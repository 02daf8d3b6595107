"""Messages in words, and the senders that carry them."""
