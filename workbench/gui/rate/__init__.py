"""The Rate page: dances put before people, blind."""
