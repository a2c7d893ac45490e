"""Case files: what they carry of a case, how it is put in, how it is taken out and proved."""
