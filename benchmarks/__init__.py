"""How fast the engine is, as ratios to something on the same machine: ``python -m benchmarks``."""
