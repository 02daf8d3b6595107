"""What the tier side says before money is spent: dated tiers, entitlements, caps, pauses, campaign checkpoints."""
