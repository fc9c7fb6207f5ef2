"""Words to search by, the same for every database: no dictionary, no stemming, no engine's own idea of a word.

Text is NFKC, lower case. A run of Chinese, Japanese or Korean characters becomes its overlapping pairs and its last character alone;
a run of other letters and digits stays one word. So 豆绿 finds 淡豆绿色, and 绿, taken as a beginning, finds every place of 绿.

>>> tokens("豆绿 高光清漆 SM-C-0046")
['豆绿', '绿', '高光', '光清', '清漆', '漆', 'sm', 'c', '0046', 'smc0046']
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

LONGEST = 40            # characters of one word
MOST_WORDS = 12         # of a query
CJK = ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x3130, 0x318F), (0x31A0, 0x31BF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
       (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def tokens(*texts: str | None) -> list[str]:
    """The words of ``texts`` in order, each once."""
    return list(dict.fromkeys(token for text in texts if text for token in _indexed(text)))


def query_tokens(text: str) -> tuple[list[str], list[str]]:
    """What a query asks for: whole words, and beginnings of words. All of them must be there.

    >>> query_tokens("豆绿 mat")
    (['豆绿'], ['mat'])
    >>> query_tokens("绿")
    ([], ['绿'])
    """
    whole: list[str] = []
    beginnings: list[str] = []
    for run, cjk in _runs(text):
        if cjk and len(run) > 1:
            whole += _pairs(run)
        else:
            beginnings.append(run[:LONGEST])
    return list(dict.fromkeys(whole))[:MOST_WORDS], list(dict.fromkeys(beginnings))[:MOST_WORDS]


def folded(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _indexed(text: str) -> Iterator[str]:
    for run, cjk in _runs(text):
        yield from (*_pairs(run), run[-1]) if cjk else (run[:LONGEST],)
    yield from _codes(text)


def _codes(text: str) -> Iterator[str]:
    """``SM-C-0046`` can be typed without its hyphens too."""
    for word in folded(text).split():
        joined = "".join(c for c in word if c.isalnum())
        if joined.isascii() and joined != word and any(c.isdigit() for c in joined):
            yield joined[:LONGEST]


def _pairs(run: str) -> Iterable[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of letters and digits with whether they are CJK; everything else divides."""
    for kind, run in groupby(folded(text), _kind):
        if kind:
            yield "".join(run), kind == 2


def _kind(c: str) -> int:
    if not c.isalnum():
        return 0
    return 2 if any(low <= ord(c) <= high for low, high in CJK) else 1
