"""The client over HTTPS, its configuration, and leader election."""
