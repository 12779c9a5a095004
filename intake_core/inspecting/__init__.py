"""What a person does at the desk. Each deed is one transaction: the change, its history, its audit, its replies."""
