"""Choosing files and folders, in the program's language, beginning where the last choice was made.

Qt brings the words of its own dialogs as catalogs (qtbase_ja.qm); they are loaded when the first dialog opens, since a start
needs none. Where the system has a dialog of its own (Windows), that one is shown.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QStandardPaths, QTranslator
from PySide6.QtWidgets import QFileDialog, QWidget

from pos_assist.i18n.translate import language

_loaded: dict[str, QTranslator] = {}  # by language; at most one of them is installed
_folder = ""


def file_to_open(parent: QWidget, title: str, kinds: str) -> Path | None:
    """The file that the person chose, of these kinds («*.csv», «CSV (*.csv);;…»); None where the dialog was left."""
    speak_qt()
    name, _ = QFileDialog.getOpenFileName(parent, title, _begin(), kinds)
    return _chosen(name)


def file_to_write(parent: QWidget, title: str, suggested: str, kinds: str) -> Path | None:
    """The name to write to; `suggested` is a name or a path. None where the dialog was left."""
    speak_qt()
    name, _ = QFileDialog.getSaveFileName(parent, title, str(Path(_begin()) / suggested), kinds)
    return _chosen(name)


def folder_to_open(parent: QWidget, title: str) -> Path | None:
    """The folder that the person chose; None where the dialog was left."""
    speak_qt()
    return _chosen(QFileDialog.getExistingDirectory(parent, title, _begin()))


def speak_qt() -> None:
    """Have Qt's own buttons and dialogs speak the language of the program."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for spoken, translator in _loaded.items():
        if spoken != language():
            app.removeTranslator(translator)
    if language() not in _loaded:
        translator = QTranslator(app)
        translator.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        _loaded[language()] = translator
    app.installTranslator(_loaded[language()])


def _begin() -> str:
    return _folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _chosen(name: str) -> Path | None:
    global _folder  # noqa: PLW0603 — one person at one screen
    if not name:
        return None
    path = Path(name)
    _folder = str(path if path.is_dir() else path.parent)
    return path
