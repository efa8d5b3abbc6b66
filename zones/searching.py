"""How well a name answers what was asked for: by its letters, or by the sound of its characters.

宜昌 is found by 宜昌, by Yichang, by yc and by yich. A character with several sounds is found by
each of them, so 重庆 answers to zhongqing too; better one name too many than one too few. Pure.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pypinyin import Style, pinyin

#: How well, the best first.
SAME, BEGINS, WORD_BEGINS, HOLDS, SOUNDS, SOUNDS_WITHIN = range(6)
LONGEST = 60
#: One letter begins a character of almost every name; within a name it takes two.
LEAST_WITHIN = 2

#: The sounds that each character of a name may have.
Sounds = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Piece:
    """Part of a name: what answers, or what stands around it."""

    text: str
    is_found: bool


@dataclass(frozen=True)
class Marked:
    """A name cut where it answers, with the sounds of the characters that answer by sound."""

    pieces: tuple[Piece, ...]
    sounds: str = ""

    @property
    def language(self) -> str:
        is_latin = all(piece.text.isascii() for piece in self.pieces)
        return "en" if is_latin else "zh-Hans"


def words_of(asked: str) -> tuple[str, ...]:
    """What was asked for, in one width and one case, word by word."""
    return tuple(_plain(asked[:LONGEST]).split())


def closeness(words: Iterable[str], names: Iterable[str]) -> int | None:
    """How well one of these names answers each of the words: the worst of them; None for not."""
    names = [_plain(name) for name in names if name]
    worst = SAME
    for word in words:
        found = [one for name in names if (one := _of_one(word, name)) is not None]
        if not found:
            return None
        worst = max(worst, min(found))
    return worst


def marked(words: Iterable[str], name: str) -> Marked:
    """The name with what answers the words marked in it; whole where nothing does."""
    plain = _plain(name)
    places = {place: sound for word in words for place, sound in _places(word, plain).items()}
    if len(plain) != len(name):  # one sign is written by several: no place is certain
        return Marked((Piece(name, is_found=False),))
    cut = groupby(range(len(name)), places.__contains__)
    pieces = tuple(Piece("".join(name[one] for one in part), found) for found, part in cut)
    heard = (places[one] for one in sorted(places) if places[one] != plain[one])
    return Marked(pieces, " ".join(filter(None, heard)))


def _places(word: str, name: str) -> dict[int, str]:
    """The places in a name that answer a word, each with its sound where it answers by that."""
    if word in name:
        at_a_word = f" {name}".find(f" {word}")
        start = name.find(word) if at_a_word < 0 else at_a_word
        return dict.fromkeys(range(start, start + len(word)), "")
    heard = _heard(word, _sounds(name)) if word.isascii() and word.isalnum() else None
    if heard is None:
        return {}
    start, sounds = heard
    sounding = [place for place, letter in enumerate(name) if _sounds_of_one(letter)]
    return dict(zip(sounding[start:], sounds, strict=False))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _of_one(word: str, name: str) -> int | None:
    if word == name:
        return SAME
    if name.startswith(word):
        return BEGINS
    if f" {word}" in name:
        return WORD_BEGINS
    if word in name:
        return HOLDS
    return _by_sound(word, name) if word.isascii() and word.isalnum() else None


def _by_sound(word: str, name: str) -> int | None:
    heard = _heard(word, _sounds(name))
    if heard is None:
        return None
    return SOUNDS_WITHIN if heard[0] else SOUNDS


def _heard(word: str, sounds: Sounds) -> tuple[int, tuple[str, ...]] | None:
    """From which of these sounds on the word is heard, and by which of each; None for nowhere."""
    starts = len(sounds) if len(word) >= LEAST_WITHIN else 1
    for start in range(starts):
        if found := _path(word, sounds[start:]):
            return start, found
    return None


def _path(word: str, sounds: Sounds) -> tuple[str, ...] | None:
    """The sounds by whose beginnings the word is made, in their order from the first."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for those in sounds:
        reached = {
            start + length: (*path, sound)
            for start, path in reached.items()
            for sound in reversed(those)  # the usual one has the last word
            for length in range(1, len(sound) + 1)
            if word.startswith(sound[:length], start)
        }
        if len(word) in reached:
            return reached[len(word)]
        if not reached:
            return None
    return None


@lru_cache(maxsize=8192)
def _sounds(name: str) -> Sounds:
    """The sounds of each Chinese character of a name; a letter or digit sounds as itself."""
    return tuple(filter(None, map(_sounds_of_one, name)))


@lru_cache(maxsize=8192)
def _sounds_of_one(letter: str) -> tuple[str, ...]:
    (sounds,) = pinyin(letter, style=Style.NORMAL, heteronym=True) or [[letter]]
    return tuple(sound for sound in sounds if sound.isascii() and sound.isalnum())
