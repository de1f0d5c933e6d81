"""Sampan (舢舨): the whole of Kubernetes in Python.

`sampan up` runs a cluster on this machine; `with sampan.Cluster() as c:` runs the same cluster
inside a test. Each package's docstring is its theory of operation; read them in the order of the
journey of a pod: `machinery`, `api`, `store`, `client`, `apiserver`, `controllers`, `scheduler`,
`node`, `network`, `cluster`, `testing`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sampan.testing.cluster import Cluster

__version__ = '0.1.0'
__all__ = ['Cluster', '__version__']


def __getattr__(name: str) -> object:
    """`sampan.Cluster`, imported when it is asked for: `import sampan` itself costs nothing."""
    if name == 'Cluster':
        from sampan.testing.cluster import Cluster

        return Cluster
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
