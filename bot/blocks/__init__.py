"""Pure Block Kit builders, one file per surface."""
