"""Reading arrays out of a pickle without running it.

A pickle is a program: it names functions and calls them. `pickle.Unpickler` with a list of allowed names
still calls NumPy's own with whatever arguments the file has. Here nothing is called at all. The opcodes are
taken apart by `pickletools`, plain values and containers (dict, list, tuple, text, bytes, numbers,
booleans, None) are built by a small machine, and the few names that an array of numbers needs are
recognised and built by hand, their sizes checked against the bytes that are there. Any other name, and any
other opcode, is refused.
"""

from __future__ import annotations

import math
import pickletools
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MediaError
from core.formats.bounds import read_bytes

MAX_BYTES = 64 << 20
"""The largest annotation of AIST++ has about 10 MB."""

_MAX_STEPS = 200_000
_MAX_NDIM = 8
_MAX_DEPTH = 32
_NUMBERS = re.compile(r"[|<>=]?(b1|[iu][1248]|f[248])")
_MULTIARRAY = ("numpy.core.multiarray", "numpy._core.multiarray")
_NUMERIC = ("numpy.core.numeric", "numpy._core.numeric")


def read(path: Path | str) -> Any:
    """Return the value of a pickle file made of plain containers and arrays of numbers.

    Raises:
        MediaError: it is no pickle, is damaged, or holds anything else.
    """
    data = read_bytes(path, MAX_BYTES)
    try:
        return _Machine().run(data)
    except _DAMAGE as e:
        reason = e.args[0] if isinstance(e, ValueError) and e.args else f"{type(e).__name__}: {e}"
        raise MediaError(
            f"{path} is not a pickle of arrays ({reason}).", "Barre runs no code that comes with a file."
        ) from e


# Of pickletools, NumPy and the machine on damaged bytes; Warning where warnings are errors (odd escapes).
_DAMAGE = (
    ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError, RecursionError, Warning,
)  # fmt: skip


@dataclass(frozen=True)
class _Name:
    """A function or class that the file names. It stands for itself: nobody calls it."""

    module: str
    name: str


@dataclass
class _Dtype:
    """A type of numbers; the byte order follows when it is built."""

    code: str
    order: str = "="

    def made(self) -> np.dtype[Any]:
        return np.dtype(f"{self.order if self.order in '<>' else '='}{self.code}")


@dataclass
class _Shell:
    """An array before its content has come."""

    array: np.ndarray[Any, Any] | None = None


_MARK = object()


@dataclass
class _Machine:
    """The stack and the memory of one pickle."""

    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    n_values: int = 0

    def run(self, data: bytes) -> Any:
        for step, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            name = opcode.name
            if step > _MAX_STEPS:
                raise ValueError("it has more parts than annotations of a dance")
            if name == "STOP":
                return self.finished(self.stack.pop(), depth=0)
            if name in _VALUES:
                self.stack.append(argument)
            elif name in _CONSTANTS:
                self.stack.append(_CONSTANTS[name]())
            elif name in _DEEDS:
                _DEEDS[name](self, argument)
            elif name not in ("PROTO", "FRAME"):
                raise ValueError(f"it uses {name}")
        raise ValueError("it does not end")

    def above_mark(self) -> list[Any]:
        at = len(self.stack) - 1
        while self.stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise ValueError("it is damaged")
        items = self.stack[at + 1 :]
        del self.stack[at:]
        return items

    def put(self, number: int | None) -> None:
        if self.stack[-1] is _MARK:
            raise ValueError("it is damaged")
        self.memo[len(self.memo) if number is None else number] = self.stack[-1]

    def get(self, number: int) -> None:
        self.stack.append(self.memo[number])

    def tuple_of(self, n: int) -> None:
        items = self.stack[-n:]
        if len(items) < n or any(item is _MARK for item in items):
            raise ValueError("it is damaged")
        self.stack[-n:] = [tuple(items)]

    def append(self, items: list[Any]) -> None:
        target = self.stack[-1]
        if type(target) is not list:
            raise ValueError("it is damaged")
        target.extend(items)

    def set_items(self, items: list[Any]) -> None:
        target = self.stack[-1]
        if type(target) is not dict or len(items) % 2:
            raise ValueError("it is damaged")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, str | int | bytes) or not isinstance(key, Hashable):
                raise ValueError("a key of it is neither a word nor a number")
            target[key] = value

    def dict_of(self, items: list[Any]) -> None:
        self.stack.append({})
        self.set_items(items)

    def name(self, words: str | None) -> None:
        if words is None:
            attribute, module = self.stack.pop(), self.stack.pop()
        else:
            module, _, attribute = words.partition(" ")
        named = _Name(str(module), str(attribute))
        if named not in _KNOWN:
            raise ValueError(f"it names {named.module[:60]}.{named.name[:60]}")
        self.stack.append(named)

    def call(self) -> None:
        arguments, named = self.stack.pop(), self.stack.pop()
        if not isinstance(named, _Name) or type(arguments) is not tuple:
            raise ValueError("it calls something that has no name")
        self.stack.append(_KNOWN[named](*arguments))

    def build(self) -> None:
        state, shell = self.stack.pop(), self.stack[-1]
        if isinstance(shell, _Dtype):
            order = state[1]
            if order not in ("<", ">", "|", "=") or any(part is not None for part in state[2:5]):
                raise ValueError("it has an array of another kind than numbers")
            shell.order = order
        elif isinstance(shell, _Shell):
            _version, shape, dtype, is_fortran, content = state
            shell.array = _array(shape, dtype, content, is_fortran=is_fortran is True)
        else:
            raise ValueError("it builds something that is no array")

    def finished(self, value: Any, depth: int) -> Any:
        """Return a value with arrays in place of their shells."""
        self.n_values += 1  # a container may hold another twice, and that one a third twice, and so on
        if depth > _MAX_DEPTH or self.n_values > _MAX_STEPS:
            raise ValueError("it is nested too deep")
        if isinstance(value, _Shell):
            if value.array is None:
                raise ValueError("an array of it has no content")
            return value.array
        if type(value) is dict:
            return {key: self.finished(item, depth + 1) for key, item in value.items()}
        if type(value) in (list, tuple):
            return type(value)(self.finished(item, depth + 1) for item in value)
        if isinstance(value, _Name | _Dtype) or value is _MARK:
            raise ValueError("it holds more than values")
        return value


def _dtype(code: Any, *_: Any) -> _Dtype:
    if isinstance(code, bytes):
        code = code.decode("ascii", "replace")
    if not isinstance(code, str) or not _NUMBERS.fullmatch(code):
        raise ValueError(f"it has an array of {str(code)[:20]!r} instead of numbers")
    return _Dtype(code.lstrip("|<>="), code[0] if code[0] in "<>" else "=")


def _shell(*_: Any) -> _Shell:
    return _Shell()


def _scalar(dtype: _Dtype, content: bytes) -> Any:
    return _array((), dtype, content)[()]


def _encoded(text: str, encoding: str) -> bytes:
    """Return bytes that an old protocol has as text."""
    if encoding not in ("latin1", "latin-1"):
        raise ValueError("it has bytes in an unusual form")
    return text.encode("latin1")


def _from_buffer(content: Any, dtype: _Dtype, shape: Any, order: str) -> _Shell:
    return _Shell(_array(shape, dtype, content, is_fortran=order == "F"))


def _array(shape: Any, dtype: Any, content: Any, *, is_fortran: bool = False) -> np.ndarray[Any, Any]:
    """Return an array, if its content is exactly as long as its shape says."""
    if isinstance(content, str):
        content = content.encode("latin1")
    if not isinstance(dtype, _Dtype) or not isinstance(content, bytes | bytearray):
        raise ValueError("it has an array of another kind than numbers")
    if (
        not isinstance(shape, tuple)
        or len(shape) > _MAX_NDIM
        or any(type(n) is not int or n < 0 for n in shape)
    ):
        raise ValueError("an array of it has no shape")
    made = dtype.made()
    if math.prod(shape) * made.itemsize != len(content):
        raise ValueError(f"an array {shape} of {made} does not fit its {len(content)} bytes")
    return np.frombuffer(content, made).reshape(shape, order="F" if is_fortran else "C")


_KNOWN: dict[_Name, Callable[..., Any]] = {
    **{_Name(module, "_reconstruct"): _shell for module in _MULTIARRAY},
    **{_Name(module, "scalar"): _scalar for module in _MULTIARRAY},
    **{_Name(module, "_frombuffer"): _from_buffer for module in _NUMERIC},
    _Name("numpy", "ndarray"): _shell,
    _Name("numpy", "dtype"): _dtype,
    _Name("_codecs", "encode"): _encoded,
}

_VALUES = frozenset({
    "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
    "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8",
    "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8",
})  # fmt: skip

_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "MARK": lambda: _MARK,
}

_DEEDS: dict[str, Callable[[_Machine, Any], object]] = {
    "PUT": _Machine.put,
    "BINPUT": _Machine.put,
    "LONG_BINPUT": _Machine.put,
    "MEMOIZE": lambda machine, _: machine.put(None),
    "GET": _Machine.get,
    "BINGET": _Machine.get,
    "LONG_BINGET": _Machine.get,
    "TUPLE1": lambda machine, _: machine.tuple_of(1),
    "TUPLE2": lambda machine, _: machine.tuple_of(2),
    "TUPLE3": lambda machine, _: machine.tuple_of(3),
    "TUPLE": lambda machine, _: machine.stack.append(tuple(machine.above_mark())),
    "DICT": lambda machine, _: machine.dict_of(machine.above_mark()),
    "LIST": lambda machine, _: machine.stack.append(machine.above_mark()),
    "APPEND": lambda machine, _: machine.append([machine.stack.pop()]),
    "APPENDS": lambda machine, _: machine.append(machine.above_mark()),
    "SETITEM": lambda machine, _: machine.set_items([machine.stack.pop(), machine.stack.pop()][::-1]),
    "SETITEMS": lambda machine, _: machine.set_items(machine.above_mark()),
    "GLOBAL": _Machine.name,
    "STACK_GLOBAL": _Machine.name,
    "REDUCE": lambda machine, _: machine.call(),
    "BUILD": lambda machine, _: machine.build(),
}
