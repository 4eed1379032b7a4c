"""Flowcharts drawn from the executable rules."""
