"""Every sentence that a build can say to the author, by its stable code. The web translates by code and values.

A sentence says what happened, where (the message carries the line) and what to do. The placeholders are the message's values.
"""

from __future__ import annotations

import re

from cad.scene import Level, Message

SENTENCES = {
    # the text of the script
    "syntax": "The script cannot be read: {reason}. Correct the spelling on this line or just before it.",
    "encoding": "The script is not UTF-8 text. Save it as UTF-8 and try again.",
    "too_deep_text": "The script is nested too deeply to be read. Split the long expression into named steps.",
    "syntax_unclosed": "The bracket {bracket} that is opened here is never closed. Close it.",
    "syntax_unopened": "The bracket {bracket} closes nothing. Remove it, or open one before it.",
    "syntax_brackets": "The bracket {close} does not fit the {open} that was opened before it. Change one of the two.",
    "syntax_string": "A text in quotes does not end on its line. Add the closing quote.",
    "syntax_long_string": "A text in three quotes does not end. Add the three closing quotes.",
    "syntax_comma": "This line is not Python: perhaps a comma is missing. Put one between the two values.",
    "syntax_colon": "A colon is missing here. Write : at the end of the line that begins a block.",
    "syntax_block": "Below the line with {statement} an indented line is missing. Indent what belongs to it by four spaces.",
    "syntax_indent": "This line is indented too far. Begin it where the line above begins.",
    "syntax_dedent": "This line is indented like none of the lines above it. Give it the same number of spaces as its neighbours.",
    "syntax_tabs": "Tabs and spaces are mixed in the indentation. Use spaces only.",
    "syntax_character": "The character {character} is not allowed in Python. Type it in English (half-width) form, or remove it.",
    "syntax_equals": "A single = stores a value and cannot stand here. To compare, write ==.",
    "syntax_assign": "Nothing can be stored here: what stands left of = must be a name. To compare, write ==.",
    "syntax_print": "{name} needs parentheses round what it takes. Write {name}(…).",
    "syntax_number": "This number is not written as Python expects it. Names do not begin with a digit, and numbers not with 0.",
    "long_number": "A number here is too long: at most {most} digits are read and written. Write a shorter one, or a power such as 1e30.",
    "syntax_order": "A value without a name stands after one with a name. Put the values without names first.",
    "syntax_line": "This line is not Python. Correct the spelling on it or just before it.",
    # parameters
    "unknown_parameter": "The script has no parameter {name}. Remove the value, or add the parameter to the script.",
    "unknown_parameter_near": "The script has no parameter {name}. Did you mean {near}?",
    "not_a_number": "{name} must be a number, but {value} was given.",
    "not_an_integer": "{name} must be a whole number, but {value} was given.",
    "not_a_switch": "{name} must be true or false, but {value} was given.",
    "not_text": "{name} must be text of at most {most} characters.",
    "range_low": "{name} = {value} is below its smallest value {limit}{unit}. Choose {limit} or more.",
    "range_high": "{name} = {value} is above its largest value {limit}{unit}. Choose {limit} or less.",
    "not_a_choice": "{name} = {value} is not one of its choices: {choices}.",
    "default_range": "{name} = {value} in the script lies outside the range {limit} that its own comment gives. Correct one of the two.",
    # running the script
    "unknown_name": "The name {name} is not known here. Define it above this line, or correct its spelling.",
    "unknown_name_near": "The name {name} is not known here. Did you mean {near}?",
    "unknown_attribute": "{owner} has nothing called {name}. Look the name up in its documentation.",
    "unknown_attribute_near": "{owner} has nothing called {name}. Did you mean {near}?",
    "argument": "{operation} was called with an argument that it does not take: {reason}. Compare the call with its documentation.",
    "value": "{operation} does not accept this value: {reason}. Change the value on this line.",
    "infinite": "A size, angle or place on this line is not a finite number ({value}). Check the calculation that makes it.",
    "missing_key": "The key or index {name} does not exist. Use one that was put in before.",
    "division": "A number is divided by zero. Check that the divisor cannot become 0.",
    "assertion": "The script's own check failed: {reason}. Change the parameters so that it holds.",
    "raised": "The script stopped itself: {reason}. Change the parameters or this line.",
    "failed": "This line failed: {reason}. Change the values that it uses.",
    "builtins": "The script replaced Python's own {name}; the rest of the build went on with Python's. Give what is yours another name.",
    "exit": "The script ended itself by {operation}. Remove that call: a build ends at the last line.",
    "recursion": "A function calls itself too many times. Give the recursion an end, or use a loop.",
    "memory": "The script needs more memory than a build may take. Make patterns smaller or the model simpler.",
    "module": "The module {name} is not installed here. Use CadQuery, NumPy, SciPy or a file beside the script.",
    "forbidden": "The script asked for something that a build may not do ({reason}). Scripts may read and write only beside themselves.",
    "network": "Scripts have no network. Add the file to the model's files, and open it by its name.",
    "too_much_output": "The script printed without end and was stopped. Print less, or not in a loop.",
    "file_missing": "The file {name} is not beside the script. Add it to the model's files, or correct the name.",
    # geometry
    "fillet": "The fillet of {value} mm does not fit on the {count} selected edges. Use a smaller radius, or select fewer edges.",
    "chamfer": "The chamfer of {value} mm does not fit on the {count} selected edges. Use a smaller length, or select fewer edges.",
    "shell": "A wall of {value} mm cannot be made here: {reason}. Use a thinner wall, or round the body after shelling it.",
    "boolean": "The {operation} of the two bodies failed. Move them so that they overlap clearly, or not at all.",
    "loft": "The sections cannot be joined by a loft. Give them the same direction, and keep them apart from each other.",
    "sweep": "The section cannot be swept along this path. Make the path smoother, or the section smaller than its bends.",
    "extrude": "The outline cannot be extruded or revolved: {reason}. Close the outline, and keep it from crossing itself.",
    "geometry": "{operation} gives no geometry here: {reason}. Change the values on this line or the sketch before it.",
    "no_selection": "{operation} found nothing to work on: the selection is empty. Check the selector or the step before it.",
    # what was shown
    "empty": "The script ran but showed nothing. End it with show_object(result).",
    "empty_part": "{name} has no geometry left. Check the last cut or intersection that made it.",
    "not_shape": "show_object was given a value of type {kind}, which is no geometry. Give it a Workplane, shape, sketch or assembly.",
    "infinite_part": "{name} has a size or place that is not a finite number. Check the calculations that it was made with.",
    "too_many_faces": "The model has {count} faces; a build may show {most}. Make patterns smaller, or show fewer parts.",
    "too_many_edges": "{name} has {count} edges; a part may have {most}. Make patterns smaller, or split it into parts.",
    "unmeasured": "{name} cannot be measured: the kernel finds no solution. Check the step that made it.",
    "too_many_parts": "The script shows {count} parts; a build may show {most}. Unite those that belong together.",
    "invalid_part": "{name} is not a valid solid; its volume and exports may be wrong. Check the step that made it.",
    "color": "The colour {value} is not known. Use a name such as \"gray\", \"#rrggbb\", or three numbers from 0 to 1.",
    # files
    "export": "The {format} file could not be written: {reason}.",
    "export_empty": "The {format} file would be empty: {reason}.",
    "export_left_out": "Left out of the {format} file are {count} of the parts: {reason}.",
    # the command line
    "cad_file": "{name} is no script. This version builds CadQuery scripts; convert the file to one that imports it.",
    "write_file": "The file {name} could not be written: {reason}. Choose another folder with --out.",
    "session_line": "The line {name} is not understood. Write name=value, several with a space between them.",
}


class Failure(Exception):
    """A build cannot go on; ``message`` is what the author is told."""

    def __init__(self, message: Message) -> None:
        super().__init__(message["text"])
        self.message = message


_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def plain(text: str, longest: int = 300) -> str:
    """Text that is safe in JSON, UTF-8 and databases: no controls, no lone surrogates, no bidi overrides, at most ``longest`` long."""
    clean = _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text[: longest + 1])
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def number(value: float) -> str:
    """A number as people write it: 5.0 is 5, 0.30000000000000004 is 0.3."""
    return f"{value:.6g}"


def sentence(
    code: str, /, line: int | None = None, *, level: Level = "error", file: str | None = None, **values: str | int | float
) -> Message:
    """The message of ``code``. Text values are cleaned; ``line`` is 1-based, ``file`` names a file other than the main script."""
    clean = {key: plain(value) if isinstance(value, str) else value for key, value in values.items()}
    shown = {key: value if isinstance(value, (str, int)) else number(value) for key, value in clean.items()}
    text = SENTENCES[code].format(**shown).strip()
    message = Message(level=level, text=text, line=line if line and line > 0 else None, code=code, values=clean)
    if file is not None:
        message["file"] = plain(file, 255)
    return message
