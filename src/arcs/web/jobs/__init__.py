"""Long work: requested on a page, done by a worker, watched, cancelled, tried again, and never done twice."""
