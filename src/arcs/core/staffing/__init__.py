"""Posts, positions and money, all from stated inputs."""
