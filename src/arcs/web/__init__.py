"""The programme at work: one Django app per room, lowest first (wall, ui, people, audit, agency, jobs, messages, studies)."""
