"""A whole cluster in a test, on a clock the test controls. This kit ships to users.

- `cluster`: `with sampan.Cluster() as c:`, plain function calls; virtual time, or real time with HTTPS.
- `simulated`: the same cluster for tests written as coroutines: `async with running(nodes=3, seed=1) as simulation`.
- `loop`, `world`: an asyncio loop whose clock jumps to the next timer instead of waiting, and the seeded
  wall clock and chance that go with it.
- `faults`: a client that is partitioned, slow, meets conflicts, loses answers or watches, on demand.
- `history`: everything that was written, its digest, and the promises it is checked against.
- `serving`, `sync`, `plugin`: HTTPS on loopback, verbs as plain functions, pytest.

What is simulated is containers (`sampan.node.runtime.hollow`) and time. API server, controllers, scheduler and
kubelets are the ones a real cluster runs. Start reading at `simulated.Simulation`.
"""
