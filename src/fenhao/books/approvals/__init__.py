"""Approvals: a route of steps, who may answer each, and what they answered."""
