"""Presentation: price marks, table styles, reprs, source notes, progress bars."""
