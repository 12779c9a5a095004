"""Photos and videos of a case: fetched in the background, while the appeal goes its way."""
