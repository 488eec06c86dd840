from __future__ import annotations

import pytest

from core.data.dance import Dance
from core.errors import InputError
from tests.conftest import make_motion
from tests.core.data.factories import audio_of, make_chroma


def test_a_dance_needs_audio_features_at_each_of_its_frames():
    with pytest.raises(InputError, match="50 frames of motion but 49"):
        Dance("d", make_motion(50), audio=audio_of(make_chroma(0, 49)))


def test_a_dance_may_have_neither_song_nor_style_nor_beats():
    dance = Dance("d", make_motion(50))
    assert (dance.style, dance.song, dance.audio) == (None, None, None)
    assert dance.beats_s.shape == (0,)
