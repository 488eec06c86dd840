"""Poses from pictures: MediaPipe's landmarker, its model, who is who, and corrections in three dimensions."""
