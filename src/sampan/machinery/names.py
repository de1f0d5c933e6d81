"""What may be called what: DNS labels and subdomains, label keys and values, ports, percentages.

Every check returns the list of what is wrong with the value, in upstream's words; an empty list
means it is fine. Lengths are bytes of UTF-8, as in Go. Upstream: k8s.io/apimachinery/pkg/util/validation,
pkg/api/validate/content, pkg/api/validation/generic.go, apiserver/pkg/storage/names.
"""

from __future__ import annotations

import re

from sampan.machinery.world import World

LABEL_VALUE_MAX = 63
DNS_LABEL_MAX = 63
DNS_SUBDOMAIN_MAX = 253

# A generated name keeps 63 - 5 characters of its prefix, so that it is still a DNS label.
GENERATED_SUFFIX = 5
GENERATE_NAME_MAX = 63 - GENERATED_SUFFIX

_DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
_DNS_SUBDOMAIN = _DNS_LABEL + r'(\.' + _DNS_LABEL + ')*'
_DNS_LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
_DNS_SUBDOMAIN_UNDERSCORE = _DNS_LABEL_UNDERSCORE + r'(\.' + _DNS_LABEL_UNDERSCORE + ')*'
_DNS_1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?'
_WILDCARD_SUBDOMAIN = r'\*\.' + _DNS_SUBDOMAIN
_LABEL_KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
_LABEL_VALUE = f'({_LABEL_KEY})?'
_C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*'
_PERCENT = '[0-9]+%'
_HTTP_HEADER_NAME = '[-A-Za-z0-9]+'
_ENV_VAR_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*'
_CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+'
_HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"

_decimal = re.compile('0|-?[1-9][0-9]*', re.ASCII)
_dns_label = re.compile(_DNS_LABEL, re.ASCII)
_dns_subdomain = re.compile(_DNS_SUBDOMAIN, re.ASCII)
_dns_subdomain_underscore = re.compile(_DNS_SUBDOMAIN_UNDERSCORE, re.ASCII)
_dns_subdomain_caseless = re.compile(_DNS_SUBDOMAIN, re.ASCII | re.IGNORECASE)
_dns_1035_label = re.compile(_DNS_1035_LABEL, re.ASCII)
_wildcard_subdomain = re.compile(_WILDCARD_SUBDOMAIN, re.ASCII)
_label_key = re.compile(_LABEL_KEY, re.ASCII)
_label_value = re.compile(_LABEL_VALUE, re.ASCII)
_c_identifier = re.compile(_C_IDENTIFIER, re.ASCII)
_percent = re.compile(_PERCENT, re.ASCII)
_http_header_name = re.compile(_HTTP_HEADER_NAME, re.ASCII)
_env_var_name = re.compile(_ENV_VAR_NAME, re.ASCII)
_config_map_key = re.compile(_CONFIG_MAP_KEY, re.ASCII)
_http_path = re.compile(_HTTP_PATH, re.ASCII)
_port_name = re.compile('[-a-z0-9]+', re.ASCII)

_DNS_LABEL_RULE = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    'and must start and end with an alphanumeric character'
)
_DNS_SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    'and must start and end with an alphanumeric character'
)
_DNS_SUBDOMAIN_UNDERSCORE_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', "
    'and must start and end with an alphanumeric character'
)
_DNS_SUBDOMAIN_CASELESS_RULE = (
    "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', "
    'and must start and end with an alphanumeric character'
)
_DNS_1035_LABEL_RULE = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
    'start with an alphabetic character, and end with an alphanumeric character'
)
_WILDCARD_SUBDOMAIN_RULE = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
    "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
)
_LABEL_KEY_RULE = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
)
_LABEL_VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    'and must start and end with an alphanumeric character'
)
_C_IDENTIFIER_RULE = (
    "a valid C identifier must start with alphabetic character or '_', "
    "followed by a string of alphanumeric characters or '_'"
)
_ENV_VAR_NAME_RULE = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', "
    'and must not start with a digit'
)
_RELAXED_ENV_VAR_NAME_RULE = (
    "a valid environment variable name must consist only of printable ASCII characters other than '='"
)


def byte_length(text: str) -> int:
    """How many bytes `text` takes in UTF-8 (what Go's `len` counts)."""
    return len(text) if text.isascii() else len(text.encode('utf-8', 'surrogatepass'))


def max_length_error(limit: int, unit: str = 'characters') -> str:
    """Upstream says `characters` in the older rules and `bytes` in the newer ones; both count bytes."""
    return f'must be no more than {limit} {unit}'


def range_error(low: int, high: int) -> str:
    return f'must be between {low} and {high}, inclusive'


def regex_error(rule: str, pattern: str, *examples: str) -> str:
    """The rule in words, examples, and the expression that was used."""
    if not examples:
        return f"{rule} (regex used for validation is '{pattern}')"
    shown = ' or '.join(f"'{example}', " for example in examples)
    return f"{rule} (e.g. {shown}regex used for validation is '{pattern}')"


def dns1123_label(value: str) -> list[str]:
    """RFC 1123 label: namespaces, container names, volumes, port names of Services."""
    errors = []
    if byte_length(value) > DNS_LABEL_MAX:
        errors.append(max_length_error(DNS_LABEL_MAX))
    if not _dns_label.fullmatch(value):
        # A subdomain that is no label can only have dots too many.
        dotted = _dns_subdomain.fullmatch(value)
        errors.append(
            'must not contain dots' if dotted else regex_error(_DNS_LABEL_RULE, _DNS_LABEL, 'my-name', '123-abc')
        )
    return errors


def dns1123_subdomain(value: str) -> list[str]:
    """RFC 1123 subdomain: the name of most resources."""
    return _subdomain(value, 'characters')


def _subdomain(value: str, unit: str) -> list[str]:
    errors = []
    if byte_length(value) > DNS_SUBDOMAIN_MAX:
        errors.append(max_length_error(DNS_SUBDOMAIN_MAX, unit))
    if not _dns_subdomain.fullmatch(value):
        errors.append(regex_error(_DNS_SUBDOMAIN_RULE, _DNS_SUBDOMAIN, 'example.com'))
    return errors


def dns1123_subdomain_underscore(value: str) -> list[str]:
    """A subdomain whose labels may contain and start with `_` (DNS search paths)."""
    errors = []
    if byte_length(value) > DNS_SUBDOMAIN_MAX:
        errors.append(max_length_error(DNS_SUBDOMAIN_MAX))
    if not _dns_subdomain_underscore.fullmatch(value):
        errors.append(regex_error(_DNS_SUBDOMAIN_UNDERSCORE_RULE, _DNS_SUBDOMAIN_UNDERSCORE, 'example.com'))
    return errors


def dns1123_subdomain_caseless(value: str) -> list[str]:
    """A subdomain of either case: CSI driver names, and a few others for history's sake."""
    errors = []
    if byte_length(value) > DNS_SUBDOMAIN_MAX:
        errors.append(max_length_error(DNS_SUBDOMAIN_MAX, 'bytes'))
    if not _dns_subdomain_caseless.fullmatch(value):
        errors.append(regex_error(_DNS_SUBDOMAIN_CASELESS_RULE, _DNS_SUBDOMAIN, 'Example.com'))
    return errors


def wildcard_dns1123_subdomain(value: str) -> list[str]:
    """`*.` and a subdomain."""
    errors = []
    if byte_length(value) > DNS_SUBDOMAIN_MAX:
        errors.append(max_length_error(DNS_SUBDOMAIN_MAX))
    if not _wildcard_subdomain.fullmatch(value):
        errors.append(regex_error(_WILDCARD_SUBDOMAIN_RULE, _WILDCARD_SUBDOMAIN, '*.example.com'))
    return errors


def dns1035_label(value: str) -> list[str]:
    """RFC 1035 label: a DNS label that starts with a letter."""
    errors = []
    if byte_length(value) > DNS_LABEL_MAX:
        errors.append(max_length_error(DNS_LABEL_MAX))
    if not _dns_1035_label.fullmatch(value):
        errors.append(regex_error(_DNS_1035_LABEL_RULE, _DNS_1035_LABEL, 'my-name', 'abc-123'))
    return errors


def label_key(value: str) -> list[str]:
    """A label key (upstream's qualified name): an optional subdomain, `/`, and a name of 63 bytes."""
    prefix, slash, name = value.partition('/')
    if not slash:
        return _label_key_name(prefix)
    if '/' in name:
        rule = 'a valid label key ' + regex_error(_LABEL_KEY_RULE, _LABEL_KEY, 'MyName', 'my.name', '123-abc')
        return [rule + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    errors = _subdomain(prefix, 'bytes') if prefix else ['must be non-empty']
    return [f'prefix part {error}' for error in errors] + _label_key_name(name)


def _label_key_name(name: str) -> list[str]:
    errors = []
    if not name:
        errors.append('name part must be non-empty')
    elif byte_length(name) > LABEL_VALUE_MAX:
        errors.append('name part ' + max_length_error(LABEL_VALUE_MAX, 'bytes'))
    if not _label_key.fullmatch(name):
        errors.append('name part ' + regex_error(_LABEL_KEY_RULE, _LABEL_KEY, 'MyName', 'my.name', '123-abc'))
    return errors


# Upstream's older name for the same rule; resource names, taints and annotations speak of it.
qualified_name = label_key


def label_value(value: str) -> list[str]:
    """The value of a label: empty, or 63 bytes of a name."""
    errors = []
    if byte_length(value) > LABEL_VALUE_MAX:
        errors.append(max_length_error(LABEL_VALUE_MAX, 'bytes'))
    if not _label_value.fullmatch(value):
        errors.append(regex_error(_LABEL_VALUE_RULE, _LABEL_VALUE, 'MyValue', 'my_value', '12345'))
    return errors


def c_identifier(value: str) -> list[str]:
    """An identifier as in C."""
    if _c_identifier.fullmatch(value):
        return []
    return [regex_error(_C_IDENTIFIER_RULE, _C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')]


def port_number(port: int) -> list[str]:
    """1 to 65535."""
    return in_range(port, 1, 65535)


def in_range(value: int, low: int, high: int) -> list[str]:
    """`low` to `high`, both included."""
    return [] if low <= value <= high else [range_error(low, high)]


def user_id(uid: int) -> list[str]:
    """A Linux user (or group) id."""
    return in_range(uid, 0, 2**31 - 1)


group_id = user_id


def decimal_integer(value: str) -> list[str]:
    """A whole number without sign (but minus), leading zeros or another base."""
    if not value:
        return ['must be non-empty']
    return [] if _decimal.fullmatch(value) else ['must be a valid decimal integer in canonical form']


def port_name(value: str) -> list[str]:
    """An IANA service name: 15 characters, a letter in it, no double hyphens."""
    errors = []
    if byte_length(value) > 15:
        errors.append(max_length_error(15))
    if not _port_name.fullmatch(value):
        errors.append('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
    if not any('a' <= char <= 'z' for char in value):
        errors.append('must contain at least one letter (a-z)')
    if '--' in value:
        errors.append('must not contain consecutive hyphens')
    if value.startswith('-') or value.endswith('-'):
        errors.append('must not begin or end with a hyphen')
    return errors


def percent(value: str) -> list[str]:
    """Digits and `%`."""
    if _percent.fullmatch(value):
        return []
    rule = "a valid percent string must be a numeric string followed by an ending '%'"
    return [regex_error(rule, _PERCENT, '1%', '93%')]


def http_header_name(value: str) -> list[str]:
    """The name of an HTTP header."""
    if _http_header_name.fullmatch(value):
        return []
    rule = "a valid HTTP header must consist of alphanumeric characters or '-'"
    return [regex_error(rule, _HTTP_HEADER_NAME, 'X-Header-Name')]


def http_path(value: str) -> list[str]:
    """The characters a URL path may have."""
    return [] if _http_path.fullmatch(value) else [regex_error('Invalid path', _HTTP_PATH)]


def env_var_name(value: str) -> list[str]:
    """The strict rule for environment variables (names that come from ConfigMap keys before 1.30)."""
    errors = []
    if not _env_var_name.fullmatch(value):
        errors.append(regex_error(_ENV_VAR_NAME_RULE, _ENV_VAR_NAME, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1'))
    return errors + _change_directory(value)


def relaxed_env_var_name(value: str) -> list[str]:
    """Printable ASCII without `=`: what Linux allows."""
    errors = [] if value else ['environment variable name must be non-empty']
    if any(not ' ' <= char <= '~' or char == '=' for char in value):
        errors.append(_RELAXED_ENV_VAR_NAME_RULE)
    return errors


def config_map_key(value: str) -> list[str]:
    """A key of a ConfigMap or Secret, which becomes a file name."""
    errors = []
    if byte_length(value) > DNS_SUBDOMAIN_MAX:
        errors.append(max_length_error(DNS_SUBDOMAIN_MAX))
    if not _config_map_key.fullmatch(value):
        rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
        errors.append(regex_error(rule, _CONFIG_MAP_KEY, 'key.name', 'KEY_NAME', 'key-name'))
    return errors + _change_directory(value)


def _change_directory(value: str) -> list[str]:
    if value in ('.', '..'):
        return [f"must not be '{value}'"]
    return ["must not start with '..'"] if value.startswith('..') else []


def path_segment(name: str) -> list[str]:
    """A name that can be one segment of a URL path (RBAC objects, CSR, anything without a DNS name)."""
    if name in ('.', '..'):
        return [f"may not be '{name}'"]
    return path_segment_prefix(name)


def path_segment_prefix(name: str) -> list[str]:
    """The beginning of such a name."""
    return [f"may not contain '{illegal}'" for illegal in ('/', '%') if illegal in name]


def name_is_dns_subdomain(name: str, prefix: bool = False) -> list[str]:
    """A resource name by the subdomain rule; `prefix` says it is a `generateName`."""
    return dns1123_subdomain(_mask_trailing_dash(name) if prefix else name)


def name_is_dns_label(name: str, prefix: bool = False) -> list[str]:
    """A resource name by the RFC 1123 label rule."""
    return dns1123_label(_mask_trailing_dash(name) if prefix else name)


def name_is_dns1035_label(name: str, prefix: bool = False) -> list[str]:
    """A resource name by the RFC 1035 label rule."""
    return dns1035_label(_mask_trailing_dash(name) if prefix else name)


def name_is_path_segment(name: str, prefix: bool = False) -> list[str]:
    """A resource name that only has to fit into a URL."""
    return path_segment_prefix(name) if prefix else path_segment(name)


def _mask_trailing_dash(name: str) -> str:
    """A prefix may end with a dash: the suffix will follow it. (Upstream cuts two characters; so do we.)"""
    return name[:-2] + 'a' if len(name) > 1 and name.endswith('-') else name


def generate(prefix: str, world: World) -> str:
    """A fresh name from `metadata.generateName`; never longer than 63 characters."""
    return prefix[:GENERATE_NAME_MAX] + world.suffix(GENERATED_SUFFIX)
