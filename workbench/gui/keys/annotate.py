"""The keys of the Annotate page.

They work while the picture or the timeline has the focus, not in the whole page: in its fields and on its
buttons, Space, Enter and arrows mean what they do everywhere.
"""

from __future__ import annotations

from workbench.gui.keys.shortcut import Shortcut

NUMBERED = 9  # labels of a tier that have a number key
NUDGES = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
FINE_PX = 0.1

SHORTCUTS = (
    Shortcut("annotate.play", "Play or pause", ("Space",)),
    Shortcut("annotate.back", "One frame back", ("Left",)),
    Shortcut("annotate.on", "One frame on", ("Right",)),
    Shortcut("annotate.back-10", "Ten frames back", ("Shift+Left",)),
    Shortcut("annotate.on-10", "Ten frames on", ("Shift+Right",)),
    Shortcut("annotate.first", "First frame", ("Home",)),
    Shortcut("annotate.last", "Last frame", ("End",)),
    Shortcut("annotate.mute", "Sound off or on", ("M",)),
    Shortcut("annotate.slower", "Play slower", (",",)),
    Shortcut("annotate.faster", "Play faster", (".",)),
    Shortcut("annotate.normal-speed", "Play at its own speed", ("/",)),
    Shortcut(
        "annotate.loop", "Loop the marked span or the chosen segment, or stop looping", ("Shift+Space",)
    ),
    Shortcut("annotate.loop-begin", "Loop from this frame on", ("Shift+I",)),
    Shortcut("annotate.loop-end", "Loop up to this frame", ("Shift+O",)),
    Shortcut("annotate.previous-video", "Previous video", ("PgUp",)),
    Shortcut("annotate.next-video", "Next video", ("PgDown",)),
    Shortcut("annotate.previous-corrected", "Previous corrected frame", ("[",)),
    Shortcut("annotate.next-corrected", "Next corrected frame", ("]",)),
    Shortcut("annotate.suggestions", "Show or hide the suggestions", ("Q",)),
    Shortcut("annotate.next-suggestion", "Next suggestion: a pose that is likely wrong", ("J",)),
    Shortcut("annotate.previous-suggestion", "Previous suggestion", ("Shift+J",)),
    Shortcut("annotate.accept", "Accept the frame: mark it reviewed", ("A",)),
    Shortcut("annotate.accept-span", "Accept the marked span or the chosen segment", ("Shift+A",)),
    Shortcut("annotate.accept-video", "Accept the whole video", ("Ctrl+Shift+A",)),
    Shortcut("annotate.flag", "Flag the frame: it is to be corrected", ("Shift+F",)),
    Shortcut("annotate.unsee", "Mark the frame as unseen again", ("U",)),
    Shortcut("annotate.unsee-span", "Mark the span or the segment as unseen again", ("Shift+U",)),
    Shortcut("annotate.unsee-video", "Mark the whole video as unseen again", ("Ctrl+Shift+U",)),
    *(
        Shortcut(f"annotate.nudge-{way}", f"Move the joint 1 px {way}", (f"Ctrl+{way.capitalize()}",))
        for way in NUDGES
    ),
    *(
        Shortcut(
            f"annotate.nudge-{way}-fine",
            f"Move the joint {FINE_PX} px {way}",
            (f"Ctrl+Shift+{way.capitalize()}",),
        )
        for way in NUDGES
    ),
    Shortcut("annotate.choose-joint", "Which joint: choose one by its letter", ("W",)),
    Shortcut("annotate.hide", "Hide or show the joint", ("H",)),
    Shortcut("annotate.revert", "Give the joint back to the machine", ("R",)),
    Shortcut("annotate.lock", "Lock the joint, or free it", ("L",)),
    Shortcut("annotate.interpolate", "Interpolate between corrected frames …", ("N",)),
    Shortcut("annotate.propagate", "Propagate the correction …", ("P",)),
    Shortcut("annotate.smooth", "Smooth …", ("S",)),
    Shortcut("annotate.follow", "Follow in the picture …", ("F",)),
    Shortcut("annotate.copy-before", "Copy the pose of the frame before", ("C",)),
    Shortcut("annotate.copy-after", "Copy the pose of the frame after", ("Shift+C",)),
    Shortcut("annotate.mirror", "Mirror the pose", ("V",)),
    Shortcut("annotate.swap", "Swap left and right", ("X",)),
    Shortcut("annotate.swap-joint", "Swap the joint with its other side", ("Shift+X",)),
    Shortcut("annotate.swap-limb", "Swap the limb from the joint on with its other side", ("Alt+X",)),
    Shortcut("annotate.onion", "Show 1, 2, 3 or no frames around this one", ("Shift+G",)),
    Shortcut("annotate.next-person", "Work on the next person", ("Z",)),
    Shortcut("annotate.swap-people", "Swap with the nearest person from here on", ("E",)),
    Shortcut("annotate.split-person", "Split the person from here on", ("Y",)),
    Shortcut("annotate.join-person", "Join the person across the gap …", ("Shift+Y",)),
    Shortcut("annotate.draw-person", "Draw the person where nobody was found", ("Shift+D",)),
    Shortcut("annotate.mark-in", "Segment begins with this frame", ("I",)),
    Shortcut("annotate.mark-out", "Segment ends with this frame", ("O",)),
    *(
        Shortcut(f"annotate.style-{number}", f"Label {number} of the active tier", (str(number),))
        for number in range(1, NUMBERED + 1)
    ),
    Shortcut(
        "annotate.style-by-name",
        "Apply the tool or the taps; else label by name, or a comment",
        ("Return", "Enter"),
    ),
    Shortcut("annotate.tier-above", "Work on the tier above", ("Alt+Up",)),
    Shortcut("annotate.tier-below", "Work on the tier below", ("Alt+Down",)),
    Shortcut("annotate.split", "Split the segment at the playhead", ("Shift+S",)),
    Shortcut("annotate.join", "Join the chosen segment with its neighbour of the same label", ("Shift+M",)),
    Shortcut("annotate.part", "Keys move the segment, its start, its end", ("Alt+P",)),
    Shortcut("annotate.segment-back", "Move the segment a frame back", ("Alt+Left",)),
    Shortcut("annotate.segment-on", "Move the segment a frame on", ("Alt+Right",)),
    Shortcut("annotate.segment-beat-back", "Move the segment a beat back", ("Alt+Shift+Left",)),
    Shortcut("annotate.segment-beat-on", "Move the segment a beat on", ("Alt+Shift+Right",)),
    Shortcut("annotate.type-span", "Type where the segment begins and ends …", ("Alt+T",)),
    Shortcut("annotate.delete-segment", "Delete the chosen segment, or beat", ("Del", "Backspace")),
    Shortcut(
        "annotate.escape", "Drop the tool, the beats, the marked span, the segment, the joint", ("Esc",)
    ),
    Shortcut("annotate.snap", "Edges snap to beats", ("Alt+N",)),
    Shortcut("annotate.spectrum", "Spectrogram in place of the waveform", ("Alt+S",)),
    Shortcut("annotate.mend-beats", "Mend beats", ("B",)),
    Shortcut("annotate.tap", "Tap along while it plays", ("T",)),
    Shortcut("annotate.learn-lag", "Learn from the taps how late I tap", ("Shift+T",)),
    Shortcut("annotate.begin-bar", "A bar begins with this beat", ("D",)),
    Shortcut("annotate.add-beat", "Add a beat at the playhead", ("Shift+B",)),
    Shortcut("annotate.halve-beats", "Halve the beats"),
    Shortcut("annotate.double-beats", "Double the beats"),
    Shortcut("annotate.zoom-in", "Zoom in", ("+", "=")),
    Shortcut("annotate.zoom-out", "Zoom out", ("-",)),
    Shortcut("annotate.fit", "Whole picture", ("0",)),
    Shortcut("annotate.timeline-zoom-in", "Zoom in on the timeline", ("Ctrl++", "Ctrl+=")),
    Shortcut("annotate.timeline-zoom-out", "Zoom out of the timeline", ("Ctrl+-",)),
    Shortcut("annotate.timeline-fit", "Whole timeline", ("Ctrl+0",)),
    Shortcut("annotate.skeleton", "Skeleton off or on", ("K",)),
    Shortcut("annotate.curves", "Curves of the joint, off or on", ("G",)),
    Shortcut("annotate.keys", "Keys of this page", ("?",)),
)

GESTURES = (
    ("Tab, Shift+Tab", "Next, previous joint; Ctrl+Tab leaves the picture"),
    ("Drag a joint", "Correct it; Esc while dragging leaves it"),
    ("Shift+drag a joint", "Its limb follows; what is locked stays"),
    ("Space, Shift+Space, Enter in the suggestions", "Next, previous; go to the marked one"),
    ("Wheel", "Zoom at the pointer"),
    ("Right- or middle-drag, Alt+drag", "Move the picture"),
    ("Drag on a tier", "Mark a segment; its edges and middle can be dragged, with Alt off the beats"),
    ("Drag a beat, double-click", "While beats are mended: move it, add one"),
    ("Click on a tier's name", "Work on it; the triangle folds other annotators away"),
    ("Drag a point of a curve", "Move the joint in that frame"),
    ("Shift+drag on the curves", "Mark frames; a point dragged in them takes them along"),
    ("Wheel, Ctrl+wheel on the timeline", "Move along it, zoom"),
)
