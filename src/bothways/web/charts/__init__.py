"""Layout of charts: pure functions from counts to shapes. Templates draw the shapes."""
