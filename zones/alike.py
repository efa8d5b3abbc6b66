"""Names written alike: by another width, with other blanks or marks. Pure."""

import unicodedata


def folded(name: str) -> str:
    """The letters and digits of a name alone, in one width and one case."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
