"""The page of differences lists exactly the kinds that are served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sampan.api.resources import RESOURCES

DOCS = Path(__file__).parents[3] / 'docs'
_ROW = re.compile(r'^\| (?:core )?`([a-z0-9./]+)` \| (.+) \|$', re.MULTILINE)
_KIND = re.compile(r'\b[A-Z][A-Za-z]+\b')


@pytest.mark.parametrize('language', ['en', 'zh'])
def test_the_page_lists_what_is_served(language: str) -> None:
    text = (DOCS / language / 'differences.md').read_text()
    listed = {group: set(_KIND.findall(kinds)) - {'TokenRequest'} for group, kinds in _ROW.findall(text)}
    served: dict[str, set[str]] = {}
    for resource in RESOURCES:
        served.setdefault(resource.api_version, set()).add(resource.kind)
    assert listed == served
