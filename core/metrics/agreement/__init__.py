"""How far people who labelled or corrected the same video agree, each measure with its definition and n."""
