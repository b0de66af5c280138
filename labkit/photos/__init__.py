"""Photos: pixel size, EXIF orientation, ppi, crop, and how they fit products."""
