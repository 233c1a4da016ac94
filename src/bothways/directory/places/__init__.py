"""Places of the directory: countries, regions and towns, each below the one that contains it."""
