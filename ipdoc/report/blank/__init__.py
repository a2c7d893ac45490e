"""Blank forms: the questions on paper, to be filled in by hand where no device may go."""
