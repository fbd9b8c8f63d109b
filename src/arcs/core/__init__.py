"""Pure rules and measures: no files, no network, no clock of its own, no unseeded chance."""
