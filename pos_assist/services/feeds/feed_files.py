"""Profiles and recordings as files. EnvironmentProblem: what the system says of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.problems import BadInput, system_problem
from pos_assist.services.feeds.display.display_profile import DisplayProfile, profile_json, read_profile
from pos_assist.services.feeds.display.display_recording import Recording, read_recording, recording_json
from pos_assist.system.files import replace_file

_LARGEST = 32 << 20  # bytes


def load_profile(file: Path) -> DisplayProfile:
    """The profile of a file; one without a title gets the file's name. BadInput: as `read_profile`."""
    with _named(file):
        profile = read_profile(_read(file).decode("utf-8-sig", "replace"))
    return profile if profile.name else replace(profile, name=file.stem[:80])


def save_profile(file: Path, profile: DisplayProfile) -> None:
    """Write it."""
    _write(file, profile_json(profile))


def load_recording(file: Path, kind: PoleKind) -> Recording:
    """The recording of a file. BadInput: as `read_recording`."""
    with _named(file):
        return read_recording(_read(file), kind)


def save_recording(file: Path, recording: Recording) -> None:
    """Write it."""
    _write(file, recording_json(recording))


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """What is wrong with a file says of which."""
    try:
        yield
    except BadInput as problem:
        raise BadInput(problem.code, **{**problem.data, "file": str(file)}) from problem


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        raise system_problem(error, str(file)) from error
    if len(data) > _LARGEST:
        raise BadInput("file_too_large", most=f"{_LARGEST >> 20} MiB")
    return data


def _write(file: Path, text: str) -> None:
    replace_file(file, lambda new: new.write_text(text + "\n", encoding="utf-8") and None)
