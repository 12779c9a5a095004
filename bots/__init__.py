"""Channel adapters: each knows one platform and the shared message shape, and nothing of appeals."""
