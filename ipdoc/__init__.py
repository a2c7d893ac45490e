"""ipdoc: document alleged torture and ill-treatment under the Istanbul Protocol."""

__version__ = "0.1.0"
