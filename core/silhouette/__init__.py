"""Who is in a picture and what is behind: films as black and white silhouettes."""
