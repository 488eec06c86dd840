"""Making a `.task` file, which MediaPipe's Tasks API loads, from plain weights, which it does not.

A `.task` is a zip of TFLite files, stored and not deflated because they are mapped into memory where they
lie. Each file must say how its input picture is normalised, in a metadata FlatBuffer inside the model:
https://ai.google.dev/edge/litert/conversion/tensorflow/metadata. MediaPipe's own writer of it needs a native
binding that its 1.2 wheel lacks, so the FlatBuffer is put together here from the schema in that wheel.
"""

from __future__ import annotations

import importlib
import io
import struct
import zipfile
from types import ModuleType
from typing import Any

import flatbuffers
import numpy as np
from numpy.typing import NDArray

_ALIGNMENT = 16  # what TFLite's schema asks of weights; unaligned ones are copied at every load
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can tell: the same content is the same file
_LOCAL_HEADER_BYTES = 30
_PARSER_VERSION = "1.0.0"


def pose_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return the `.task` of a pose landmarker from its two TFLite files. Same input, same bytes."""
    members = {
        # The detector reads pixels as -1 to 1, the landmark model as 0 to 1.
        "pose_detector.tflite": with_normalisation(detector, mean=127.5, std=127.5),
        "pose_landmarks_detector.tflite": with_normalisation(landmarks, mean=0.0, std=255.0),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in members.items():
            bundle.writestr(_aligned_entry(name, buffer.tell()), content)
    return buffer.getvalue()


def _aligned_entry(name: str, offset: int) -> zipfile.ZipInfo:
    """Return a zip entry whose content begins aligned; padded like Android's zipalign."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    header = _LOCAL_HEADER_BYTES + len(name) + struct.calcsize("<HH")
    padding = -(offset + header) % _ALIGNMENT
    entry.extra = struct.pack("<HH", 0xD935, padding) + bytes(padding)
    return entry


def with_normalisation(model: bytes, *, mean: float, std: float) -> bytes:
    """Return a TFLite model that says: pixel p of the RGB input goes in as (p - mean) / std."""
    schema = _schema("schema_py_generated")
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    note = schema.BufferT()
    note.data = np.frombuffer(_metadata(mean, std), np.uint8)
    tree.buffers.append(note)
    entry = schema.MetadataT()
    entry.name, entry.buffer = "TFLITE_METADATA", len(tree.buffers) - 1
    tree.metadata = [*(tree.metadata or []), entry]
    builder = _AlignedBuilder(len(model))
    builder.Finish(tree.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


class _AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]  # untyped library
    """Keeps the alignment of weights, which the generated Python code of the schema forgets."""

    def CreateNumpyVector(self, x: NDArray[np.uint8]) -> int:
        self.Prep(_ALIGNMENT, x.nbytes)
        return int(super().CreateNumpyVector(x))


def _metadata(mean: float, std: float) -> bytes:
    schema = _schema("metadata_schema_py_generated")
    normalisation = schema.NormalizationOptionsT()
    normalisation.mean, normalisation.std = [mean], [std]
    step = schema.ProcessUnitT()
    step.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    step.options = normalisation
    tensor = schema.TensorMetadataT()
    tensor.name, tensor.content, tensor.processUnits = "image", _rgb_image(schema), [step]
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    model = schema.ModelMetadataT()
    model.subgraphMetadata, model.minParserVersion = [graph], _PARSER_VERSION
    builder = flatbuffers.Builder(256)
    builder.Finish(model.Pack(builder), file_identifier=b"M001")
    return bytes(builder.Output())


def _rgb_image(schema: ModuleType) -> Any:
    image = schema.ImagePropertiesT()
    image.colorSpace = schema.ColorSpaceType.RGB
    content = schema.ContentT()
    content.contentPropertiesType, content.contentProperties = schema.ContentProperties.ImageProperties, image
    return content


def _schema(name: str) -> ModuleType:
    # By its full name: `import ... as` goes through an attribute of the package that is not there.
    return importlib.import_module(f"mediapipe.tasks.metadata.{name}")
