"""Values as bytes and back, and short names for bytes. MessagePack with declared types: nothing that is decoded can run."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder()


def encode(value: Any) -> bytes:
    """Encode a value of this program's own types; equal values give equal bytes."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """Decode a value of a kind. Raises ValueError for bytes that are none."""
    try:
        value: T = _decoder(kind).decode(data)  # type: ignore[arg-type]  # a type can be hashed
        return value
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ValueError(str(error)) from error


@lru_cache
def _decoder(kind: Hashable) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def digest(data: bytes) -> str:
    """Name bytes by their content: BLAKE2b of 128 bits, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
