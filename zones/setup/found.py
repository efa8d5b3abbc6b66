"""What a look at one part of an installation found."""

from dataclasses import dataclass

WELL, HEED, WRONG = "well", "heed", "wrong"


@dataclass(frozen=True)
class Found:
    """A part of the installation, its state, what was found, and what to do about it."""

    part: str
    state: str
    what: str
    way_out: str = ""


def well(part: str, what: str) -> Found:
    """Nothing is to be done."""
    return Found(part, WELL, what)


def heed(part: str, what: str, way_out: str) -> Found:
    """It works, and somebody should look at it."""
    return Found(part, HEED, what, way_out)


def wrong(part: str, what: str, way_out: str) -> Found:
    """It must be put right before people use the site."""
    return Found(part, WRONG, what, way_out)
