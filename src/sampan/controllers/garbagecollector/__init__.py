"""The garbage collector: dependents go when their owners have gone (upstream: pkg/controller/garbagecollector).

`graph` is the picture of who owns whom, pure: it takes observed metadata in and says what to look at. `mirror` feeds it
from watches of every served kind. `controller` looks: it reads owner and dependent live before it deletes anything,
because the picture may be behind.

The three ways of `kubectl delete --cascade`: *background* deletes the owner and dependents follow when its absence is
seen; *foreground* leaves the owner, with the finalizer `foregroundDeletion`, until all dependents that block it are
gone; *orphan* leaves it, with the finalizer `orphan`, until its references are taken off its dependents.
"""

from sampan.controllers.garbagecollector.controller import GarbageCollector

__all__ = ['GarbageCollector']
