"""One citizen on one channel: language, the open question, whether a person is needed."""
