"""Taking part in a study: the full-screen window for people who have never seen Barre."""
