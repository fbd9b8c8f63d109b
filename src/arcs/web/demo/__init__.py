"""A programme of invented people around a published study, to be tried on one's own machine, and nowhere else."""
