"""The parts of the decision about a turn; `intake_core.decide` says in which order they are tried. Pure."""
