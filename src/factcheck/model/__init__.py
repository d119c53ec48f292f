"""The model: one encoder with its heads, and what runs it. Only this package imports torch."""
