"""The centre's work: conversations, digest, appeals, routing, deadlines. Knows no platform."""
