"""Writers: annotated documents as JSON lines, as a page and in the terminal."""
