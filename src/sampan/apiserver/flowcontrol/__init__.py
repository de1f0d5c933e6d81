"""Priority and fairness: how requests share what the server can do at once.

Theory of operation
-------------------
A request is classified by the FlowSchemas, tried by precedence: the first that matches names its priority level and,
with the distinguisher (user or namespace), its flow. A level has a number of seats. A request takes as many as its
work is estimated to need (`estimate`); when there are not enough it waits in one of the level's queues or, if that
queue is full or its time runs out, gets a 429. A flow is dealt a few of the queues (`sharding`), so one greedy flow
fills its own hand and others go around it; among the queues the one goes first that would end first if all were
served at the same time (`queueset`). Seats a level does not use are lent to others, anew every ten seconds
(`allocation`, `demand`).

The rooms, from pure to wired:

    sharding, allocation, demand, queueset, estimate, matching, retry_after   no I/O, no clock: time is an argument
    levels        the levels and schemas of one configuration, and the flow of a request
    controller    follows FlowSchemas and PriorityLevelConfigurations, keeps the mandatory and suggested ones, writes
                  the Dangling condition, adjusts what is borrowed
    metrics, dump what can be seen of it
    stages.fairness   the pipeline's stage

A request that finds free seats waits for nothing and makes no future and no timer. Flows are remembered by who asks
for what (bounded), so that schemas are tried once for each kind of request.

Upstream: k8s.io/apiserver/pkg/util/flowcontrol, pkg/server/filters/priority-and-fairness.go, KEP-1040. Differences: R
and work are floats, which need no epochs; lists are always estimated as served from the cache, which they are; a
request holds its seats until its answer is made, not until it is written; what levels lend is adjusted when somebody
comes or waits, not while nobody does.
"""
