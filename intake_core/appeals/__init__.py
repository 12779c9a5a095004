"""Registered cases: numbers, states, routing, deadlines, history."""
