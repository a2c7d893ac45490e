"""What can go wrong when a diagram or a place on the body is asked for."""

from __future__ import annotations

from ipdoc.errors import IpdocError


class UnknownViewError(IpdocError):
    """There is no such view of such a figure."""

    def __init__(self, figure: str, key: str) -> None:
        super().__init__(
            "Choose another diagram: there is no view {view} of the figure {figure}.",
            figure=figure,
            view=key,
        )


class UnknownSurfaceError(IpdocError):
    """A place lies on a surface that this version does not have."""

    def __init__(self, surface: str) -> None:
        super().__init__(
            "Mark the place again or update ipdoc: the surface {surface} is not known here.",
            surface=surface,
        )


class UnknownSymbolError(IpdocError):
    """There is no symbol for such a type of lesion."""

    def __init__(self, key: str) -> None:
        super().__init__("Choose another type: {type} has no symbol.", type=key)


class BodyDataError(IpdocError):
    """A file of the body data cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Install ipdoc again: its body data file {file} cannot be read.", file=name
        )
