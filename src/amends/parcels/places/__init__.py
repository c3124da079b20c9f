"""Places as carriers write them, found offline on the map, or unknown with the reason."""
