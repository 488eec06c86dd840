"""The Qt application: one window, five pages. The only part of Barre that imports Qt."""
