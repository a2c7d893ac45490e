"""Views, regions and places on the body."""
