from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from core.entities import JobState, Space, VideoKind
from core.formats import cvat, eaf, npz
from core.formats.pose_track import PoseTrack
from core.formats.timed_label import TimedLabel
from core.motion import Motion
from core.skeleton import skeleton
from workbench.actions.exporting import LOSES, Format
from workbench.gui.library.import_dialog import ImportDialog
from workbench.gui.library.importing import ImportWishes
from workbench.gui.library.model import Column
from workbench.gui.messages import Level


@pytest.fixture
def page(window, project):
    return window.page("library")


@pytest.fixture
def three(page, project, add_video, qtbot, tmp_path):
    """Three videos in the table."""
    for name in ("tango_1", "waltz_1", "waltz_2"):
        (tmp_path / f"{name}.mp4").write_bytes(b"no film")
    videos = [add_video(project, name) for name in ("tango_1", "waltz_1", "waltz_2")]
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    return videos


def write_motion(path: Path, seed: int = 0, n_frames: int = 40) -> Path:
    body = skeleton("blazepose33")
    positions = np.random.default_rng(seed).normal(0, 0.3, (n_frames, 33, 3)).astype(np.float32)
    npz.write(path, Motion(positions, 25.0, body))
    return path


def names(page) -> list[str]:
    return [page.table.proxy.index(row, 0).data() for row in range(page.table.proxy.rowCount())]


def test_an_empty_project_says_what_to_do(page, qtbot):
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "Drop videos" in page.empty.hint.text()


def test_videos_are_listed_and_counted(page, three):
    assert names(page) == ["tango_1", "waltz_1", "waltz_2"]
    assert page.toolbar.count.text() == "3 dances"


def test_search_narrows_the_table_and_says_when_nothing_is_left(page, three, qtbot):
    page.deeds.find.trigger()
    qtbot.keyClicks(page.toolbar.search, "waltz")
    assert names(page) == ["waltz_1", "waltz_2"]
    assert page.toolbar.count.text() == "2 of 3 dances"
    qtbot.keyClicks(page.toolbar.search, " zzz")
    assert page.stack.currentWidget() is page.no_match
    page.toolbar.search.clear()
    assert page.stack.currentWidget() is page.table


def test_what_another_process_adds_appears_and_the_selection_stays(page, three, project, add_video, qtbot):
    page.table.select({three[1].id})
    add_video(project, "rumba")
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert [summary.video.name for summary in page.selected] == ["waltz_1"]


def test_return_opens_the_dance_in_annotate(page, three, context, qtbot):
    page.table.select({three[2].id})
    with qtbot.waitSignal(context.page_asked) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == ["annotate", {"video_id": three[2].id}]


def test_a_style_for_many_is_one_edit_and_undo_brings_back_what_was_there(
    page, three, project, context, qtbot
):
    project.segments.add(three[0].id, "style", "milonga", 0.5, 1.0, "Ada")
    page.deeds.label_whole(three[:2], "tango")
    styles = {s.video.id: s.styles for s in project.videos.summaries()}
    assert styles == {three[0].id: ("tango",), three[1].id: ("tango",), three[2].id: ()}
    assert context.undo_stack.undoText() == "Label 2 videos tango"
    context.undo_stack.undo()
    assert [s.styles for s in project.videos.summaries()] == [("milonga",), (), ()]
    context.undo_stack.redo()
    assert [s.styles for s in project.videos.summaries()] == [("tango",), ("tango",), ()]
    segment = project.segments.for_video(three[1].id, "style")[0]
    assert (segment.start_s, segment.end_s, segment.annotator) == (0.0, 2.0, "Ada")


def test_others_labels_are_left_alone(page, three, project):
    project.segments.add(three[0].id, "style", "milonga", 0.0, 1.0, "Bob")
    page.deeds.label_whole(three[:1], "tango")
    assert project.videos.summaries()[0].styles == ("milonga", "tango")


def test_the_style_is_asked_for_and_the_table_shows_it(page, three, qtbot, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_, **__: ("quickstep", True))
    page.table.select({three[0].id})
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.index(0, Column.STYLES).data() == "quickstep")


def test_renaming_in_the_table_is_an_edit(page, three, project, context, qtbot):
    row = page.model.row_of(three[0].id)
    page.model.setData(page.model.index(row, Column.NAME), "Tango de salón")
    assert project.videos.get(three[0].id).name == "Tango de salón"
    qtbot.waitUntil(lambda: "Tango de salón" in names(page))
    context.undo_stack.undo()
    assert project.videos.get(three[0].id).name == "tango_1"


def test_removing_asks_first_and_names_what_is_lost(page, three, project, qtbot):
    project.segments.add(three[0].id, "style", "tango", 0.0, 1.0, "Ada")
    page.refresh()
    qtbot.waitUntil(lambda: page.model.index(0, Column.STYLES).data() == "tango")
    page.table.select({three[0].id})
    page.deeds.ask_remove()
    box = page.findChild(QMessageBox)
    assert "style segments of 1 dance" in box.informativeText()
    assert "poses of 50 frames" in box.informativeText()
    assert len(project.videos.all()) == 3
    next(b for b in box.buttons() if b.text() == "Remove").click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert [video.name for video in project.videos.all()] == ["waltz_1", "waltz_2"]


def test_nothing_selected_nothing_done(page, three, project):
    page.table.clearSelection()
    for act in (page.deeds.ask_remove, page.deeds.ask_style, page.deeds.open_in_annotate):
        act()
    assert len(project.videos.all()) == 3
    assert not page.deeds.remove.isEnabled()


def test_motion_files_are_imported_off_the_gui_thread_with_progress(page, project, context, qtbot, tmp_path):
    files = [write_motion(tmp_path / f"dance_{n}.npz", n) for n in range(3)]
    shares = []
    page.importing.progressed.connect(lambda share, _name: shares.append(share))
    with qtbot.waitSignal(context.message_sent) as sent:
        page.importing.add(ImportWishes(tuple(files), style="waltz", annotator="Ada"))
        assert page.importing.running
        assert page.strip.isVisible()
    assert sent.args[0].text == "3 dances imported."
    qtbot.waitUntil(lambda: names(page) == ["dance_0", "dance_1", "dance_2"])
    assert not page.strip.isVisible()
    assert shares[-1] == 1.0
    assert {s.styles for s in project.videos.summaries()} == {("waltz",)}


def test_a_bad_file_is_told_and_the_others_are_imported(page, project, context, qtbot, tmp_path):
    good, bad = write_motion(tmp_path / "good.npz"), tmp_path / "bad.npz"
    bad.write_bytes(b"")
    with qtbot.waitSignal(context.message_sent) as sent:
        page.importing.add(ImportWishes((good, bad)))
    message = sent.args[0]
    assert message.level is Level.WARN
    assert "1 dance imported, 1 could not be used." in message.text
    assert "bad.npz" in message.text


def test_an_import_that_cannot_begin_is_told(page, context, qtbot, tmp_path):
    (tmp_path / "nothing").mkdir()
    with qtbot.waitSignal(context.message_sent) as sent:
        page.importing.add(ImportWishes((tmp_path / "nothing",)))
    assert "nothing to import" in sent.args[0].text
    assert not page.importing.running


def test_a_stopped_import_keeps_what_it_had_and_drops_what_waits(page, project, context, qtbot, tmp_path):
    files = [write_motion(tmp_path / f"dance_{n}.npz", n) for n in range(40)]
    page.importing.progressed.connect(page.importing.stop)
    with qtbot.waitSignal(context.message_sent) as sent:
        page.importing.add(ImportWishes(tuple(files[:39])))
        page.importing.add(ImportWishes((files[39],)))
    assert "stopped" in sent.args[0].text
    assert not page.importing.running
    assert len(project.videos.all()) < 39


def test_files_dropped_on_the_page_are_in_the_import_dialog(page, context, qtbot, tmp_path):
    file = write_motion(tmp_path / "dropped.npz")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    dialog = page.findChild(ImportDialog)
    dialog.style_box.setEditText("foxtrot")
    dialog.people.setValue(2)
    with qtbot.waitSignal(dialog.asked) as asked:
        dialog.import_button.click()
    assert asked.args[0] == ImportWishes((file,), style="foxtrot", annotator="Ada", people=2)
    qtbot.waitUntil(lambda: names(page) == ["dropped"])


def test_the_import_dialog_needs_a_path_and_takes_each_once(page, qtbot, tmp_path):
    dialog = page.ask_import()
    assert not dialog.import_button.isEnabled()
    dialog.add_paths([tmp_path, tmp_path, tmp_path / "a.mp4"])
    assert dialog.paths.paths == [tmp_path, tmp_path / "a.mp4"]
    dialog.paths.selectAll()
    qtbot.keyClick(dialog.paths, Qt.Key.Key_Delete)
    assert not dialog.import_button.isEnabled()
    dialog.reject()


def test_poses_are_queued_for_films_only_and_corrected_ones_are_kept(
    page, project, context, add_video, qtbot
):
    from core.entities import CorrectionKind, JointEdit

    film, fixed = add_video(project, "film"), add_video(project, "fixed")
    add_video(project, "motion", kind=VideoKind.MOTION)
    track = project.tracks.for_video(fixed.id)[0]
    project.corrections.put(track.id, [JointEdit(3, 4, CorrectionKind.HIDE)], "Ada")
    with qtbot.waitSignal(context.jobs_changed), qtbot.waitSignal(context.message_sent) as sent:
        page.deeds.extract_poses(project.videos.summaries(), people=2)
    assert "1 video kept its poses" in sent.args[0].text
    assert [(job.video_id, job.args["people"], job.state) for job in context.jobs] == [
        (film.id, 2, JobState.QUEUED)
    ]
    assert project.tracks.for_video(fixed.id)


def test_export_writes_files_and_says_where(page, three, context, qtbot, tmp_path):
    messages = []
    context.message_sent.connect(messages.append)
    dialog = page.deeds.ask_export()
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.accept()
    qtbot.waitUntil(lambda: len(messages) == 2)
    assert messages[-1].text.startswith("3 files written")
    assert len(list((tmp_path / "out").glob("*.npz"))) == 3


def test_motions_get_a_drawn_picture(page, project, qtbot, tmp_path):
    page.importing.add(ImportWishes((write_motion(tmp_path / "dance.npz"),)))
    with qtbot.waitSignal(page.thumbnails.loaded, timeout=20_000):
        pass
    picture = page.model.index(0, Column.NAME).data(Qt.ItemDataRole.DecorationRole)
    assert picture is not None
    assert not picture.isNull()


def test_a_video_whose_file_is_gone_is_listed_without_a_picture(page, three, qtbot):
    page.thumbnails.forget()
    with qtbot.waitSignal(page.thumbnails.loaded, timeout=20_000):
        page.thumbnails.get(three[0])
    assert page.thumbnails.get(three[0]) is None


def test_a_file_that_was_moved_is_named_and_can_be_found_again(page, project, context, qtbot, tmp_path):
    old, new = write_motion(tmp_path / "dance.npz"), tmp_path / "moved.npz"
    page.importing.add(ImportWishes((old,)))
    qtbot.waitUntil(lambda: names(page) == ["dance"])
    other = write_motion(tmp_path / "other.npz", seed=1)
    old.rename(new)
    page.refresh()
    qtbot.waitUntil(lambda: page.model.index(0, Column.STATE).data() == "File is gone")
    page.table.select({1})
    assert page.deeds.relocate.isEnabled()
    with qtbot.waitSignal(context.message_sent) as sent:
        page.deeds.relocate_to(project.videos.get(1), other)
    assert "is not the file" in sent.args[0].text
    page.deeds.relocate_to(project.videos.get(1), new)
    qtbot.waitUntil(lambda: page.model.index(0, Column.STATE).data() == "Ready")
    assert project.videos.get(1).path == str(new)


def test_less_important_columns_leave_a_narrow_table(window, page, three, qtbot):
    window.resize(640, 400)
    qtbot.waitUntil(lambda: page.table.isColumnHidden(Column.KIND))
    assert not page.table.isColumnHidden(Column.NAME)
    assert not page.table.isColumnHidden(Column.STATE)
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() == 0)


def test_closing_the_project_empties_the_page(page, three, context):
    context.close_project()
    assert page.model.rowCount() == 0


def write_cvat(path: Path, n_frames: int = 4, count: int = 1) -> Path:
    body = skeleton("coco17")
    poses = np.random.default_rng(0).uniform(50, 300, (n_frames, 17, 4)).astype(np.float32)
    poses[..., 3] = 1
    tracks = [
        PoseTrack(
            "film", person + 1, person, Space.IMAGE, body, np.arange(n_frames) / 25, poses,
            np.zeros((n_frames, 17), bool), (640, 360),
        )
        for person in range(count)
    ]  # fmt: skip
    cvat.write(path, tracks)
    return path


def test_labels_of_a_file_come_into_the_chosen_video_and_go_with_undo(
    page, three, project, context, qtbot, tmp_path, monkeypatch
):
    file = tmp_path / "waltz.eaf"
    labels = [TimedLabel("style", "waltz", 0.5, 1.0, "Kim"), TimedLabel("gaze", "left", 0.0, 1.0)]
    eaf.write(file, labels)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(file), ""))
    page.table.select({three[1].id})
    assert page.deeds.annotations.isEnabled()
    messages = []
    context.message_sent.connect(messages.append)
    page.deeds.annotations.trigger()
    qtbot.waitUntil(lambda: messages[-1].text == "2 labels added to waltz_1 on style, gaze.")
    assert {(s.label, s.annotator) for s in project.segments.for_video(three[1].id)} == {
        ("waltz", "Kim"), ("left", "Ada"),
    }  # fmt: skip
    qtbot.waitUntil(lambda: page.model.index(1, Column.STYLES).data() == "waltz")
    assert context.undo_stack.undoText() == "Import 2 labels into waltz_1"
    context.undo_stack.undo()
    assert project.segments.for_video(three[1].id) == []
    context.undo_stack.redo()
    assert len(project.segments.for_video(three[1].id)) == 2
    page.deeds.importing_annotations.bring(three[1], file)
    qtbot.waitUntil(lambda: "has these labels already" in messages[-1].text)


def test_people_of_a_file_come_beside_those_of_the_video_and_go_with_undo(
    page, three, project, context, qtbot, tmp_path
):
    messages = []
    context.message_sent.connect(messages.append)
    page.deeds.importing_annotations.bring(three[0], write_cvat(tmp_path / "a.xml", count=2))
    qtbot.waitUntil(lambda: len(project.people.of_video(three[0].id)) == 3)
    qtbot.waitUntil(lambda: "Added to tango_1" in messages[-1].text)
    assert "track 1 as person 2, track 2 as person 3 (17 joints of coco17)" in messages[-1].text
    assert context.undo_stack.undoText() == "Import 2 people into tango_1"
    context.undo_stack.undo()
    assert [person.number for person in project.people.of_video(three[0].id)] == [0]
    context.undo_stack.redo()
    assert [person.number for person in project.people.of_video(three[0].id)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "says"), [("a.eaf", "not a readable ELAN file"), ("a.xml", "skeleton tracks")]
)
def test_a_damaged_annotation_file_is_told_and_changes_nothing(
    page, three, project, context, qtbot, tmp_path, name, says
):
    (tmp_path / name).write_text("<annotations>")
    count = project.change_count()
    messages = []
    context.message_sent.connect(messages.append)
    page.deeds.importing_annotations.bring(three[0], tmp_path / name)
    qtbot.waitUntil(lambda: len(messages) == 2)
    assert says in messages[-1].text
    assert context.undo_stack.count() == 0
    assert project.change_count() == count


def test_the_export_dialog_offers_every_format(page, three):
    dialog = page.deeds.ask_export()
    assert {button.objectName() for button in dialog.formats.buttons()} == set(Format)
    dialog.reject()


def test_an_export_says_what_the_format_loses(page, three, project, context, qtbot, tmp_path):
    project.segments.add(three[0].id, "style", "tango", 0.0, 1.0, "Ada")
    messages = []
    context.message_sent.connect(messages.append)
    page.deeds.export("webvtt", tmp_path / "out")
    qtbot.waitUntil(lambda: len(messages) == 2)
    assert (messages[-1].text, messages[-1].hint) == (
        f"1 file written to {tmp_path / 'out'}.", f"Lost in webvtt: {LOSES[Format.WEBVTT]}.",
    )  # fmt: skip
