"""How well a name answers what was asked for: by its letters, or by the sound of its characters.

宜昌 is found by 宜昌, by Yichang, by yc and by yich. A character with several sounds is found by
each of them, so 重庆 answers to zhongqing too; better one name too many than one too few. Pure.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, pinyin

#: How well, the best first.
SAME, BEGINS, WORD_BEGINS, HOLDS, SOUNDS, SOUNDS_WITHIN = range(6)
LONGEST = 60
#: One letter begins a character of almost every name; within a name it takes two.
LEAST_WITHIN = 2


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
    sounds = _sounds(name)
    if _answers(word, sounds):
        return SOUNDS
    if len(word) < LEAST_WITHIN:
        return None
    within = (_answers(word, sounds[start:]) for start in range(1, len(sounds)))
    return SOUNDS_WITHIN if any(within) else None


def _answers(word: str, sounds: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the word is made of beginnings of these sounds, in their order from the first."""
    reached = {0}
    for those in sounds:
        reached = {
            start + length
            for start in reached
            for sound in those
            for length in range(1, len(sound) + 1)
            if word.startswith(sound[:length], start)
        }
        if len(word) in reached:
            return True
        if not reached:
            return False
    return False


@lru_cache(maxsize=8192)
def _sounds(name: str) -> tuple[tuple[str, ...], ...]:
    """The sounds of each Chinese character of a name; a letter or digit sounds as itself."""
    return tuple(filter(None, map(_sounds_of_one, name)))


@lru_cache(maxsize=8192)
def _sounds_of_one(letter: str) -> tuple[str, ...]:
    (sounds,) = pinyin(letter, style=Style.NORMAL, heteronym=True) or [[letter]]
    return tuple(sound for sound in sounds if sound.isascii() and sound.isalnum())
