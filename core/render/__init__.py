"""Drawing people: a paper doll or sticks, one frame, a sheet of frames, or a film with its music."""
