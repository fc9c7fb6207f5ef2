"""Every sentence that the kernel host itself says to an author, by its stable code; ``cad/script/failures.py`` has those of a build.

The message carries the line. The placeholders are the message's values, for translations.
"""

from __future__ import annotations

from cad.scene import Message, Scene
from cad.script.failures import SENTENCES as script_sentences

LONGEST_VALUE = 200

SENTENCES = {
    # how a session ended
    "timeout": "The script ran longer than {limit_s} s and was stopped. Look for an endless loop, or make the model simpler.",
    "memory": script_sentences["memory"],        # whether Python or the kernel noticed it
    "crash": "The CAD kernel crashed. Change the sizes of the operation on this line, or build the shape in another way.",
    "native": "This line crashed the process: it calls native code directly, or itself without end. Remove that, or use CadQuery for it.",
    "quit": "The script ended its own process. Remove what exits, and let the script run to its end.",
    "killed": "The build was ended from outside before it was done. Build again; if it is ended again, tell who runs this machine.",
    "protocol": "The script disturbed the channel that carries its result, and was stopped. Remove what is not modelling.",
    "cancelled": "The build was cancelled.",
    "threads": "The script ran more than {limit} threads and was stopped. Do the work in fewer threads.",
    "disk": "The script wrote more than {limit_mb} MB or {limit_files} files and was stopped. Write less.",
    "host_disk": "This machine has too little free disk space to build. Free some, then build again.",
    # what cannot be handed to a session
    "no_main": "There is no file {name} to run. Add it, or name another one.",
    "file_name": "{name} cannot be the name of a file beside a script. Use a name without slashes.",
    "file_size": "The file {name} is larger than {limit_mb} MB, the most that one file beside a script may have. Use a smaller one.",
    "files_size": "The files beside the script are more than {limit_mb} MB, or more than {limit_files}. Remove some.",
    "not_finite": "The value of {name} is not a finite number. Give it another one.",
    "values": "A parameter or a look holds characters or numbers that cannot be passed on. Enter them anew.",
    "values_size": "Parameters and looks are larger than {limit_mb} MB together. Shorten the texts.",
    "format": "{name} is not a format that can be written. Choose one of {choices}.",
    "settings": "Time limit, deflection and angle must be above zero, and the time at most {limit_s} s.",
    # what a session cannot send
    "too_many_chunks": "The mesh has more than {limit} faces, or too many points on one of them. Show fewer parts.",
    "too_large": "The mesh and the files of this build are larger than {limit_mb} MB. Choose a coarser mesh, or show fewer parts.",
    "too_many_parts": "The model has more parts, faces or edges than a scene can hold ({limit} parts). Show fewer parts.",
    "internal": "The build stopped by an error that is not the script's: {reason}. Report it with the script.",
}


def sentence(code: str, **values: str | int | float) -> Message:
    """The message of this code. Values are cut and cleaned: they may be anything that a user typed."""
    shown = {key: clean(value) if isinstance(value, str) else value for key, value in values.items()}
    words = {key: f"{value:g}" if isinstance(value, float) else value for key, value in shown.items()}
    return Message(level="error", text=SENTENCES[code].format(**words), line=None, code=code, values=shown)


def clean(value: str, longest: int = LONGEST_VALUE) -> str:
    """Text that can be stored and shown: without NUL and lone surrogates, not too long."""
    return value[:longest].encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def failed_scene(message: Message, kernel: str, seconds: float = 0.0) -> Scene:
    """A scene that holds one message and nothing else."""
    return Scene(
        ok=False, kernel=kernel, seconds=seconds, cpu_seconds=0.0, parameters=[], parts=[], chunks=[], messages=[message],
        timings=[], stdout="",
    )
