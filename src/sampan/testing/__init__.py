"""A whole cluster in a test, on a clock the test controls.

- `loop`: an asyncio event loop whose clock jumps to the next timer instead of waiting.
- `world`: wall clock and chance for it, seeded.
"""
