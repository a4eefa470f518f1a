"""Numbers this project holds itself to, each table made by one module.

A table is a module here with `table() -> str`. It is registered by its name in `TABLES`, and
`python -m benchmarks [name …]` prints it.
"""

TABLES = ("extract", "answers", "digest", "sandbox")
"""The modules of this package that make a table, in the order in which they run."""

LARGER = ("digest",)
"""Tables that take `full=True` for the size that is asked instead of a smaller one."""
