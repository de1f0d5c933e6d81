"""What every implementation of a joint has to keep, checked by one suite per joint."""
