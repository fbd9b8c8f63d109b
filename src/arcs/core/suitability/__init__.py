"""Who could answer each category of calls: coding, lineage, merging, rules, and how firmly each answer stands."""
