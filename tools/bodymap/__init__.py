"""Builds the body diagrams and their region data from a parametric human body.

Run ``python tools/bodymap/build.py --data <body data>``; see README.md.
"""
