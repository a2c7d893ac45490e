"""The body map: figures and views, marks on them, what was examined, and its words."""
