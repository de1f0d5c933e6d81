"""Who has which cluster address and node port.

Upstream: pkg/registry/core/service/{ipallocator,portallocator}. What is taken follows from what is stored:
Services, and the IPAddress that is written together with a Service for each of its addresses. The watch cache tells
every change, so the allocators need no state of their own. Claims are made before a Service is written and settled
after. Where several API servers share a store, two may choose the same number at once: the IPAddress, or for a port a
key of its own, is created in the same commit as the Service, so the second commit fails and is tried again.
"""
