"""Settings of the programme: editions made in the web or from agency.toml, each valid from its day."""
