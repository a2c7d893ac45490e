"""Forms as data: questions, answers, conditions, progress."""
