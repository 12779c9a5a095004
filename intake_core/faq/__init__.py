"""Standing answers: questions that no executor needs to hear."""
