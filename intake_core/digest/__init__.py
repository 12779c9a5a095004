"""The day's notices of outages and works, and whether one of them explains a complaint."""
