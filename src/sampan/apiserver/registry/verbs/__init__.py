"""The verbs, one module each; every one is `async def handle(call) -> Answer`."""
