"""The body: which diagrams there are, where on the skin a point lies, what it is called.

A mark lives on the body, not on a picture: :class:`~ipdoc.anatomy.place.Place` names a quad of
the skin that all figures share, so one mark shows in every view in which that skin is visible.
"""
