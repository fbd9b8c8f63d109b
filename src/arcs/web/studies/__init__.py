"""Studies: their members, uploads, imported calls and evaluations, and the pages an analyst works on."""
