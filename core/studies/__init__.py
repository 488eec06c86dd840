"""Studies of dances with people: what is asked, in which order, and what may be concluded."""
