"""What tests ask of a figure: which texts it draws, whether they overlap or leave the page, and its pixels."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

LETTERS_FILL = 0.72
"""Part of a line's height that letters fill; the rest is room between lines."""


def seen(figure, dpi=100):
    """The texts that the figure draws, and its pixels (row, column, colour) from 0 to 1.

    A text comes with the corners of its letters and those of its whole lines, in pixels. A letter without a glyph is an
    error.
    """
    found, draw = [], Text.draw

    def recording(self, renderer):
        if self.get_visible() and self.get_text().strip():
            found.append((self.get_text(), *(corners(self, renderer, fill) for fill in (LETTERS_FILL, 1.0))))
        return draw(self, renderer)

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    Text.draw = recording
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            canvas.draw()
    finally:
        Text.draw = draw
    return found, np.asarray(canvas.buffer_rgba())[:, :, :3] / 255.0


def corners(text, renderer, fill):
    """The four corners of a text, turned as it is; its first and last line are `fill` of a line's height."""
    angle = text.get_rotation()
    text.set_rotation(0.0)
    box = Text.get_window_extent(text, renderer)
    text.set_rotation(angle)
    turned = Text.get_window_extent(text, renderer)
    lines = text.get_text().count("\n") + 1
    half = np.array([box.width, box.height * (1.0 - (1.0 - fill) / lines)]) / 2.0
    middle = np.array([(turned.x0 + turned.x1) / 2.0, (turned.y0 + turned.y1) / 2.0])
    turn = np.deg2rad(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return middle + (np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half) @ matrix.T


def overlap(one, other):
    """Whether two turned boxes share more than their edges (separating axes)."""
    for box in (one, other):
        for edge in (box[1] - box[0], box[3] - box[0]):
            if not edge.any():
                return False
            sides = [np.sort(corners @ edge) for corners in (one, other)]
            if sides[0][-1] <= sides[1][0] or sides[1][-1] <= sides[0][0]:
                return False
    return True


def faults(figure, texts=None):
    """Texts that overlap or leave the page, in words; `texts` are those drawn, where they are known already.

    Letters of two texts may not overlap; of the page not even the room between lines is left, as accents need it.
    """
    texts = seen(figure)[0] if texts is None else texts
    wide, high = figure.bbox.width, figure.bbox.height
    found = [f"outside: {text!r}" for text, _, box in texts
             if box[:, 0].min() < -0.5 or box[:, 1].min() < -0.5 or box[:, 0].max() > wide + 0.5
             or box[:, 1].max() > high + 0.5]
    pairs = itertools.combinations(texts, 2)
    return found + [f"overlap: {one!r} and {other!r}" for (one, box, _), (other, second, _) in pairs
                    if overlap(box, second)]
