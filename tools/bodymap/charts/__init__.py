"""Charts of what the surface of the body does not show: mouth, teeth, bones, restricted views.

Drawn by program from anatomical proportions, without any body data.
"""
