"""How a model is made of a catalog. Nothing that serves citizens imports this room: scikit-learn stays out of it."""
