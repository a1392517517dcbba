"""Benchmarks: every figure with its target and the naive way measured in the same run."""
