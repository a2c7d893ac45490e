"""The case and its parts: plain values and rules, no input or output."""
