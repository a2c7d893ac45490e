"""Synthetic scans: a printed page turned, tilted, shaded, blurred and made noisy."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from PIL import Image

DPI = 200


def printed(pdf: bytes, page: int, dpi: int = DPI) -> Any:
    """Return a page as it comes out of a printer: RGB pixels."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "-"]
    made = subprocess.run(command, input=pdf, capture_output=True, check=True)
    with Image.open(io.BytesIO(made.stdout)) as picture:
        return np.asarray(picture.convert("RGB"))


@dataclass(frozen=True)
class Scanner:
    """How a page is scanned."""

    dpi: int = 200
    angle: float = 0.0
    """Degrees."""
    tilt: float = 0.0
    """Most shift of a corner, part of the page's height."""
    noise: float = 0.0
    """Standard deviation of grey levels, of 255."""
    blur: float = 0.0
    """Pixels."""
    shade: float = 0.0
    """How much darker the right edge is, 0..1."""
    contrast: float = 1.0
    quality: int = 80
    """Of the JPEG."""

    def scan(self, page: Any, seed: int = 1) -> io.BytesIO:
        """Return the scan of a page that was printed at ``DPI``, as JPEG."""
        rng = np.random.default_rng(seed)
        scale = self.dpi / DPI
        before = cv2.GaussianBlur(page, (0, 0), 0.45 / scale) if scale < 0.9 else page
        matrix, size = self._way(page.shape, scale, rng)
        seen = cv2.warpPerspective(before, matrix, size, borderValue=(90, 80, 70))
        light = seen.astype(np.float32) * np.linspace(1, 1 - self.shade, size[0])[None, :, None]
        light = 128 + (light - 128) * self.contrast
        if self.blur:
            light = cv2.GaussianBlur(light, (0, 0), self.blur)
        light += rng.normal(0, self.noise, light.shape)
        return jpeg(np.clip(light, 0, 255).astype(np.uint8), self.quality)

    def _way(self, shape: Any, scale: float, rng: Any) -> tuple[Any, tuple[int, int]]:
        height, width = shape[:2]
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        turn = np.deg2rad(self.angle)
        about = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        moved = (corners - [width / 2, height / 2]) @ about.T * scale
        moved += rng.uniform(-self.tilt, self.tilt, (4, 2)) * height * scale
        moved -= moved.min(0) - 20
        size = (int(moved[:, 0].max()) + 20, int(moved[:, 1].max()) + 20)
        return cv2.getPerspectiveTransform(corners, moved.astype(np.float32)), size


def jpeg(pixels: Any, quality: int = 85) -> io.BytesIO:
    """Return pixels as a JPEG."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    out.seek(0)
    return out


def covered(page: Any, box_mm: tuple[float, float, float, float]) -> Any:
    """Return the page with a thumb over a place: left, top, width, height in millimetres."""
    left, top, width, height = (round(edge * DPI / 25.4) for edge in box_mm)
    changed = page.copy()
    changed[top : top + height, left : left + width] = (180, 150, 130)
    return changed


def moved(page: Any, box_mm: tuple[float, float, float, float], by_mm: tuple[float, float]) -> Any:
    """Return the page with a part of it printed elsewhere."""
    left, top, width, height = (round(edge * DPI / 25.4) for edge in box_mm)
    right, down = (round(step * DPI / 25.4) for step in by_mm)
    changed = page.copy()
    part = page[top : top + height, left : left + width].copy()
    changed[top : top + height, left : left + width] = 255
    changed[top + down : top + down + height, left + right : left + right + width] = part
    return changed
