"""The database and the attachment files: rows and bytes, all sealed."""
