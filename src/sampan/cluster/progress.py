"""Telling the user what is going on, one line per step."""

from __future__ import annotations

import asyncio
import sys
from typing import TextIO


class Progress:
    """Prints each step with the seconds since the start; a step said twice is printed once."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._started = asyncio.get_running_loop().time()
        self._said: set[str] = set()

    def step(self, text: str) -> None:
        if not text or text in self._said:
            return
        self._said.add(text)
        elapsed = asyncio.get_running_loop().time() - self._started
        print(f'  {elapsed:5.1f} s  {text}', file=self._out, flush=True)

    def line(self, text: str = '') -> None:
        print(text, file=self._out, flush=True)
