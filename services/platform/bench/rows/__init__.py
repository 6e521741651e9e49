"""One module for each kind of row: what is measured, against which baseline, and the goal."""
