"""What was written when and by whom, and two versions of one answer."""
