"""The Compare page: dances on one clock, curves of their runs, confusion of classifiers."""
