"""Seeing the figure: an orthographic camera and a depth buffer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from tools.bodymap.mesh import Floats, Ints, vertex_normals


@dataclass(frozen=True)
class Camera:
    """An orthographic camera: ``picture = scale · (rotation · vertex) + offset``."""

    rotation: Floats
    """3 × 3: rows are the picture's right, the picture's up and towards the viewer."""
    scale: float
    """View-box units per mesh unit."""
    offset: tuple[float, float]
    """View-box units; x of the origin from the left edge, y of the origin from the top."""
    size: tuple[int, int]
    """Width and height of the view box."""

    def project(self, vertices: Floats) -> Floats:
        """Return n × 3: x to the right, y downwards, z towards the viewer, view-box units."""
        seen = vertices @ self.rotation.T * self.scale
        return np.stack([seen[:, 0] + self.offset[0], self.offset[1] - seen[:, 1], seen[:, 2]], 1)


@dataclass(frozen=True)
class Sight:
    """What the camera sees, per pixel; height × width arrays."""

    depth: Floats
    """Towards the viewer, pixels; −1e9 where nothing is seen."""
    triangle: Ints
    """Number of the triangle seen, −1 where nothing is seen."""
    normal: Floats
    """Unit normal in the camera's axes, z towards the viewer."""
    pixels: float
    """Pixels per view-box unit."""

    @property
    def body(self) -> np.ndarray:
        """True where the figure is seen."""
        return self.triangle >= 0


@njit(cache=True)
def _rasterise(points, triangles, normals, width, height):  # type: ignore[no-untyped-def]
    depth = np.full((height, width), -1e9)
    seen = np.full((height, width), -1)
    normal = np.zeros((height, width, 3))
    for t in range(len(triangles)):
        a, b, c = triangles[t]
        x0, y0 = points[a, 0], points[a, 1]
        x1, y1 = points[b, 0], points[b, 1]
        x2, y2 = points[c, 0], points[c, 1]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if abs(area) < 1e-12:
            continue
        for y in range(max(0, int(min(y0, y1, y2))), min(height, int(max(y0, y1, y2)) + 2)):
            for x in range(max(0, int(min(x0, x1, x2))), min(width, int(max(x0, x1, x2)) + 2)):
                px, py = x + 0.5, y + 0.5
                w1 = ((px - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) / area
                w2 = ((x1 - x0) * (py - y0) - (px - x0) * (y1 - y0)) / area
                w0 = 1 - w1 - w2
                if w0 < -1e-9 or w1 < -1e-9 or w2 < -1e-9:
                    continue
                z = w0 * points[a, 2] + w1 * points[b, 2] + w2 * points[c, 2]
                if z > depth[y, x]:
                    depth[y, x] = z
                    seen[y, x] = t
                    normal[y, x] = w0 * normals[a] + w1 * normals[b] + w2 * normals[c]
    return depth, seen, normal


def look(camera: Camera, vertices: Floats, triangles: Ints, pixels: float) -> Sight:
    """Rasterise the figure at ``pixels`` per view-box unit; the nearest triangle wins."""
    points = camera.project(vertices) * pixels
    normals = vertex_normals(vertices, triangles) @ camera.rotation.T
    width, height = (round(edge * pixels) for edge in camera.size)
    return look_at(points, triangles, normals, (width, height), pixels)


def look_at(
    points: Floats, triangles: Ints, normals: Floats, size: tuple[int, int], pixels: float
) -> Sight:
    """Rasterise points that lie on the picture already.

    Args:
        points: x, y and nearness of the corners, pixels.
        triangles: three corners each.
        normals: at the corners, z towards the viewer.
        size: width and height, pixels.
        pixels: pixels per view-box unit.
    """
    # Steps of a thousandth of a pixel: the last digits differ from machine to machine.
    points = np.round(points, 3)
    depth, seen, normal = _rasterise(points, triangles, np.round(normals, 6), *size)
    length = np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    return Sight(depth, seen, normal / length, pixels)
