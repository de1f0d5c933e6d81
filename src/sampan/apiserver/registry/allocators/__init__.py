"""Who has which cluster address and node port.

Upstream: pkg/registry/core/service/{ipallocator,portallocator}. What is taken follows from the Services
that are stored: the allocators are rebuilt from them at the start and need no state of their own. Claims are
made before a Service is written and settled after: kept, or given back.
"""
