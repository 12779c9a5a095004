"""What inspectors taught the service: their corrections as examples, and the models that were trained on them."""
