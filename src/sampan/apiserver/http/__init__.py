"""The front: HTTP on one side, `Request` and `Answer` on the other.

The only place of the API server that knows HTTP's wire: llhttp (httptools) parses, asyncio's transports carry. It
promises:

- Requests are bounded in size and in the time they take to arrive; bodies over 3 MiB (upstream's limit) are
  answered 413 before they are kept.
- What does not parse as HTTP is answered 400 and the connection closed; other connections go on.
- A `Stream` is written chunk by chunk with back-pressure, and its generator is closed the moment
  the client goes away. An `Upgrade` gets the raw connection, with nothing lost in between.
- Answers over 128 KiB are compressed for clients that accept gzip.
- `Front.stop` ends streams first, then lets ordinary requests finish, then closes.

`parser` (requests from bytes) and `answers` (bytes of answers) do no I/O; `protocol` is the state machine of one
connection, `exchange` one answer on its way out, `connection` what an upgraded connection looks like, `server` the
listener.
`tls` and `peer` say how client certificates are asked for, `limits` holds every bound. Start reading at `protocol`.
"""
