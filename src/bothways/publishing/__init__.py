"""Publishing: the Snapshot report, the gap map, exports and the doors for other systems."""
