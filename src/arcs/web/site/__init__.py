"""Settings, addresses, pages that belong to no room: what makes one programme out of the rooms."""
