"""Who opens the API server finds every room: in the package's docstring, and on its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

import sampan.apiserver

HERE = Path(sampan.apiserver.__file__).parent
DOCS = Path(__file__).parents[3] / 'docs'
ROOMS = sorted(each.parent.name for each in HERE.glob('*/__init__.py'))


@pytest.mark.parametrize('room', ROOMS)
def test_the_docstring_names_it(room: str) -> None:
    assert f'{room}/' in (sampan.apiserver.__doc__ or '')


@pytest.mark.parametrize('language', ['en', 'zh'])
@pytest.mark.parametrize('room', ROOMS)
def test_the_page_names_it(room: str, language: str) -> None:
    assert f'`{room}`' in (DOCS / language / 'apiserver.md').read_text()


@pytest.mark.parametrize('language', ['en', 'zh'])
def test_every_page_is_in_the_index(language: str) -> None:
    index = (DOCS / language / 'README.md').read_text()
    pages = {each.name for each in (DOCS / language).glob('*.md')} - {'README.md'}
    assert {page for page in pages if f'({page})' not in index} == set()


def test_both_languages_have_the_same_pages() -> None:
    assert {each.name for each in (DOCS / 'en').iterdir()} == {each.name for each in (DOCS / 'zh').iterdir()}
