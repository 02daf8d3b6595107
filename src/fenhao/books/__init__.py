"""What people decide, and the record of it: Django apps on one operational database."""
