"""Where the viewer stands when that depends on the figure: square to the palm, to the back."""

from __future__ import annotations

import numpy as np

from tools.bodymap.mesh import Floats
from tools.bodymap.pose import Skeleton

FRAMES = {"palm": "front", "hand_back": "back"}
"""Frame of the left hand → the plain direction that comes near to it."""


def rotation(name: str, skeleton: Skeleton, vertices: Floats) -> Floats:
    """Return the rows of the camera that looks squarely at the left palm or the back of the hand.

    Args:
        name: one of :data:`FRAMES`.
        skeleton: bones.
        vertices: the posed figure, helpers included.
    """

    def joint(bone: str) -> Floats:
        return vertices[skeleton.heads[f"{bone}.L"]].mean(0)

    up = joint("wrist") - (joint("finger3-1") + joint("finger4-1")) / 2
    across = joint("finger2-1") - joint("finger5-1")
    return framed(across, up, back=name == "hand_back")


def framed(across: Floats, up: Floats, *, back: bool = False) -> Floats:
    """Return rows right, up, viewer from two directions in the plane of the picture.

    Args:
        across: roughly to the right of the picture, seen from the front.
        up: to the top of the picture.
        back: look from behind.
    """
    up = up / np.linalg.norm(up)
    across = across - (across @ up) * up
    across = across / np.linalg.norm(across) * (-1 if back else 1)
    return np.round(np.stack([across, up, np.cross(across, up)]), 9) + 0.0
