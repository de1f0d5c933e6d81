"""YAML as Kubernetes reads and writes it (sigs.k8s.io/yaml on go-yaml v2), on libyaml's parser and emitter.

YAML is only another way to write JSON here: what comes out of `load` is what the JSON would give.
`yes`, `on` and `y` are booleans, `014` is twelve, `1e3` a number; dates and `12:30:45` stay strings; `<<`
merges; keys become strings. `dump` sorts keys, quotes what would read as something else, and
writes texts of several lines as literal blocks. Documents that expand enormously by aliases, and nesting
without end, are refused.
"""

from sampan.machinery.yaml.dump import dump, dump_all
from sampan.machinery.yaml.load import MAX_DEPTH, YAMLError, load, load_all

__all__ = ['MAX_DEPTH', 'YAMLError', 'dump', 'dump_all', 'load', 'load_all']
