"""The API types of Kubernetes 1.36, one module per group and version (see `sampan.api`)."""
