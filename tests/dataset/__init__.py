"""Laws of the dataset: encoding, files, differences and the flat view."""
