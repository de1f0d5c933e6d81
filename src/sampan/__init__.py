"""Sampan (舢舨): the whole of Kubernetes in Python.

`sampan up` runs a cluster on this machine; `with sampan.Cluster() as c:` runs the same cluster
inside a test. Each package's docstring is its theory of operation; read them in the order of the
journey of a pod: `machinery`, `api`, `store`, `client`, `apiserver`, `controllers`, `scheduler`,
`node`, `network`, `cluster`, `testing`.
"""

__version__ = '0.1.0'
