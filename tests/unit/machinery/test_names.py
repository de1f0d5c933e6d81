"""Names and labels: what is accepted, and the words of refusal."""

from __future__ import annotations

import pytest

from sampan.machinery import names


@pytest.mark.parametrize('value', ['a', '0', 'a-b', 'a' * 63])
def test_dns_labels(value: str) -> None:
    assert names.dns1123_label(value) == []


@pytest.mark.parametrize('value', ['', '-a', 'a-', 'A', 'a_b', 'a' * 64, 'a\n', 'ä'])
def test_not_dns_labels(value: str) -> None:
    assert names.dns1123_label(value)


def test_dotted_label_is_told_so() -> None:
    assert names.dns1123_label('a.b') == ['must not contain dots']


def test_label_message_is_upstreams() -> None:
    assert names.dns1123_label('A') == [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    ]


def test_length_counts_bytes_and_speaks_of_characters_or_bytes() -> None:
    assert names.dns1123_label('a' * 64) == ['must be no more than 63 characters']
    assert names.label_value('a' * 64) == ['must be no more than 63 bytes']
    assert names.label_key('a' * 64) == ['name part must be no more than 63 bytes']


@pytest.mark.parametrize('value', ['a', 'example.com/a', 'A.b_C-9', 'a.b.c/' + 'x' * 63])
def test_label_keys(value: str) -> None:
    assert names.label_key(value) == []


@pytest.mark.parametrize(
    ('value', 'beginning'),
    [
        ('', 'name part must be non-empty'),
        ('/a', 'prefix part must be non-empty'),
        ('a/', 'name part must be non-empty'),
        ('A/a', 'prefix part a lowercase RFC 1123 subdomain'),
        ('a/b/c', 'a valid label key must consist of'),
        ('-a', 'name part must consist of'),
    ],
)
def test_not_label_keys(value: str, beginning: str) -> None:
    assert names.label_key(value)[0].startswith(beginning)


def test_environment_variables() -> None:
    assert names.relaxed_env_var_name('a b-#9') == []
    assert names.relaxed_env_var_name('a=b')
    assert names.relaxed_env_var_name('é')
    assert names.env_var_name('9a')
    assert names.env_var_name('..a')[-1] == "must not start with '..'"


def test_config_map_keys_can_be_file_names() -> None:
    assert names.config_map_key('a.b_C-9') == []
    assert names.config_map_key('..') == ["must not be '..'"]
    assert names.config_map_key('..a') == ["must not start with '..'"]
    assert names.config_map_key('a/b')


def test_port_names() -> None:
    assert names.port_name('http-1') == []
    assert names.port_name('80') == ['must contain at least one letter (a-z)']
    assert 'must not contain consecutive hyphens' in names.port_name('a--b')
    assert 'must be no more than 15 characters' in names.port_name('a' * 16)


def test_prefix_may_end_with_a_dash() -> None:
    assert names.name_is_dns_subdomain('my-app-', True) == []
    assert names.name_is_dns_subdomain('my-app-', False)


class Entropy:
    """Only the suffix is asked for."""

    def suffix(self, length: int = 5) -> str:
        return 'x' * length


def test_generated_names_stay_labels() -> None:
    assert names.generate('web-', Entropy()) == 'web-xxxxx'  # type: ignore[arg-type]
    assert len(names.generate('a' * 100, Entropy())) == 63  # type: ignore[arg-type]
