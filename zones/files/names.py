"""The name that a file is kept under: harmless on every system, and true to its kind."""

import re
import unicodedata

#: Characters, and bytes in UTF-8: what file systems take, less what a program may append.
LONGEST, LONGEST_BYTES = 120, 200
#: Suffixes that say nothing worth keeping once the kind is known.
KNOWN = ("pdf", "docx", "xlsx", "jpg", "jpeg", "png", "txt", "csv")
#: What some system reads as a path, a wildcard or a device.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def clean_name(name: str, suffixes: tuple[str, ...], fallback: str = "evidence") -> str:
    """The file's own name without path and tricks, ending in one of the suffixes of its kind.

    Another suffix of a kind we keep gives way to the true one; a foreign one stays in sight before
    it (`x.exe` that is a text becomes `x.exe.txt`).
    """
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    # Cc, Cf, Cs, Co, Cn: line ends, marks that turn the reading direction, halves of characters.
    bare = "".join(one for one in bare if unicodedata.category(one)[0] != "C")
    bare = _FORBIDDEN.sub("_", " ".join(bare.split())).rstrip(". ")
    stem, suffix = bare, ""
    for known in sorted({*KNOWN, *suffixes}, key=len, reverse=True):
        if bare.lower().endswith(f".{known}"):
            stem, suffix = bare[: -len(known) - 1], known
            break
    suffix = suffix if suffix in suffixes else suffixes[0]
    stem = _shortened(stem.strip(". "), len(suffix) + 1).strip(". ") or fallback
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem}.{suffix}"


def _shortened(stem: str, taken: int) -> str:
    stem = stem[: LONGEST - taken]
    while len(stem.encode()) > LONGEST_BYTES - taken:
        stem = stem[:-1]
    return stem
