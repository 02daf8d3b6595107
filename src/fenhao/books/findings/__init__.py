"""Ineffective spend as cases: owner, accept, dismiss, appeal, recover, and next month's cut."""
