"""What goes out: committed with the turn that says it, sent at least once, in order within a chat."""
