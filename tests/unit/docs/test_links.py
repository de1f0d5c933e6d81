"""The pages: every relative link leads somewhere, and both languages have the same pages."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[3]
PLACES = ('', 'bench', 'docs', 'examples', 'src', 'tests', 'tools')
_FENCE = re.compile(r'^```.*?^```', re.MULTILINE | re.DOTALL)
_CODE = re.compile(r'`[^`\n]*`')
_LINK = re.compile(r'\]\(([^)\s]+)(?:\s+"[^"]*")?\)')
_HEADING = re.compile(r'^#+\s+(.*?)\s*$', re.MULTILINE)
_ELSEWHERE = re.compile(r'[a-z][a-z0-9+.-]*:', re.IGNORECASE)


def pages() -> list[Path]:
    found = [path for place in PLACES for path in (ROOT / place).glob('*.md' if not place else '**/*.md')]
    return sorted(found)


def prose(page: Path) -> str:
    """The page's text without code, in which brackets mean something else."""
    return _CODE.sub('', _FENCE.sub('', page.read_text()))


def anchor(heading: str) -> str:
    """The name a heading is linked by, as GitHub makes it."""
    kept = re.sub(r'[^\w\- ]', '', heading.lower())
    return kept.replace(' ', '-')


def anchors(page: Path) -> set[str]:
    return {anchor(heading) for heading in _HEADING.findall(_FENCE.sub('', page.read_text()))}


def broken(page: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    wrong = []
    for target in _LINK.findall(prose(page)):
        if _ELSEWHERE.match(target):
            continue
        path, _, part = unquote(target).partition('#')
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (part and part not in anchors(there)):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize('page', pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / 'page.md'
    page.write_text(
        '# One thing\n[a](b.md) [c](#one-thing) [d](#two) [e](https://e.example) `[f](g)`\n```\n[h](i)\n```\n'
    )
    assert broken(page) == ['b.md', '#two']


def test_both_languages_have_the_same_pages() -> None:
    english, chinese = ({path.name for path in (ROOT / 'docs' / language).glob('*.md')} for language in ('en', 'zh'))
    assert english
    assert english == chinese


def test_every_page_is_in_its_languages_table() -> None:
    for language in ('en', 'zh'):
        folder = ROOT / 'docs' / language
        linked = set(_LINK.findall(prose(folder / 'README.md')))
        assert {path.name for path in folder.glob('*.md')} - {'README.md'} <= linked
