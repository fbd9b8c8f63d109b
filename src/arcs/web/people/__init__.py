"""Staff: who they are, what they may do, in which team, with which qualifications, and how they sign in."""
