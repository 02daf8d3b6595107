"""The migrations of approvals."""
