"""Documents of an evaluation beside its report: their ground, addenda, the letter."""
