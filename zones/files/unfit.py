"""Why a file is not kept, and how large one may be."""

from dataclasses import dataclass

MB = 1024 * 1024


class Unfit(Exception):
    """Raised for a file that is not kept; carries a code and what its sentence needs."""

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Bounds:
    """What a file may be at most."""

    file_mb: int = 20
    unpacked_mb: int = 200
    parts: int = 5_000
    pixels_mega: int = 150
    edge: int = 40_000


BOUNDS = Bounds()
