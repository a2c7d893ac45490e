"""Electronic and ink signatures of what was issued: whose keys, which files, what is to come."""
