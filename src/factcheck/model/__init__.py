"""The model: one encoder with three heads, and what runs it. Only this package imports torch."""
