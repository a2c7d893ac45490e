"""Builds the body diagrams and their region data from a parametric human body.

Run ``python -m tools.bodymap --source <body data> --out static/diagrams``; see README.md.
"""
