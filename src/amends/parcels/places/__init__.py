"""Places as carriers write them, found offline on the map, or said to be unknown with the reason."""
