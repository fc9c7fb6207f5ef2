"""What Python says about text that it cannot read, as sentences of our own: the common cases each have a code, so that they can be told
in any language; the rest is quoted."""

from __future__ import annotations

import re

from cad.scene import Message
from cad.script.failures import sentence

LONG_NUMBER = r"Exceeds the limit \((?P<most>\d+) digits\)"      # said of text and while a script runs
# Python's words → our code; the groups of the pattern are the values
CASES: tuple[tuple[str, str], ...] = (
    (r"'(?P<bracket>[(\[{])' was never closed", "syntax_unclosed"),
    (r"unmatched '(?P<bracket>[)\]}])'", "syntax_unopened"),
    (r"closing parenthesis '(?P<close>.)' does not match opening parenthesis '(?P<open>.)'", "syntax_brackets"),
    (r"unterminated triple-quoted", "syntax_long_string"),
    (r"unterminated (string|f-string)", "syntax_string"),
    (r"invalid syntax\. Perhaps you forgot a comma", "syntax_comma"),
    (r"expected ':'", "syntax_colon"),
    (r"expected an indented block after (the )?'?(?P<statement>[\w ]+?)'?( statement| definition)? on line", "syntax_block"),
    (r"unexpected indent", "syntax_indent"),
    (r"unindent does not match", "syntax_dedent"),
    (r"inconsistent use of tabs", "syntax_tabs"),
    (r"invalid character '(?P<character>.)'", "syntax_character"),
    (r"invalid non-printable character (?P<character>U\+[0-9A-F]+)", "syntax_character"),
    (r"invalid syntax\. Maybe you meant '=='", "syntax_equals"),
    (r"cannot assign to .*|.* cannot be assigned", "syntax_assign"),
    (r"Missing parentheses in call to '(?P<name>\w+)'", "syntax_print"),
    (r"invalid (decimal|hexadecimal|octal|binary) literal|leading zeros in decimal", "syntax_number"),
    (LONG_NUMBER, "long_number"),
    (r"positional argument follows keyword", "syntax_order"),
    (r"invalid syntax$", "syntax_line"),
)


def syntax_message(error: SyntaxError) -> Message:
    """The sentence for ``error``, with its line."""
    said = (error.msg or "it is not Python").rstrip(".")
    for pattern, code in CASES:
        if found := re.match(pattern, said):
            return sentence(code, error.lineno, level="error", **found.groupdict())
    return sentence("syntax", error.lineno, reason=said)
