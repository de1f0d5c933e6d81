"""The front: HTTP on one side, `Request` and `Answer` on the other.

It is an adapter on aiohttp's low-level server and the only place of the API server that knows
HTTP's wire. It promises:

- Bodies are bounded (3 MiB, upstream's limit); what is larger is answered 413 before it is kept.
- What does not parse as HTTP is answered 400 and the connection closed; other connections go on.
- A `Stream` is written chunk by chunk with back-pressure, and its iterator is closed the moment
  the client goes away. An `Upgrade` gets the raw connection, with nothing lost in between.
- Answers over 128 KiB are compressed for clients that accept gzip.
- `Front.stop` ends streams first, then lets ordinary requests finish, then closes.

Start reading at `server.py`; `requests.py` and `answers.py` are the two directions, `connection.py`
is what an upgraded connection looks like, `tls.py` says how client certificates are asked for.
"""
