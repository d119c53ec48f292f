"""Evidence from outside the article: passages, the index over them, and what must be kept out."""
