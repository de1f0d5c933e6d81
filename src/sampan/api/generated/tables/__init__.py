"""One row per field of each generated type (see `sampan.api.schema`)."""
