"""Photographs and diagram pictures, decoded and drawn by Pillow."""
