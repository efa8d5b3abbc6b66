"""Documents set by Typst in a child process, with its own fonts and a limit of time."""

import base64
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .faults import TypesettingError

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
DOCUMENTS = HERE / "typst"
#: Seconds. A piece of a paper takes about one.
LIMIT = 60
#: How a process ends that the system denied memory: killed, or by its own abort.
_NO_MEMORY = (-signal.SIGKILL, -signal.SIGABRT)


@dataclass(frozen=True)
class Typeset:
    """The files that a job made, one for a pdf and one a page for pictures, and its warnings.

    `peak` is the memory that its process took at most, in KB.
    """

    files: tuple[bytes, ...]
    warnings: tuple[str, ...]
    peak: int = 0


def typeset(
    document: str,
    data: dict[str, Any],
    *,
    form: str = "pdf",
    standards: tuple[str, ...] = (),
    ppi: int = 300,
    limit: float = LIMIT,
) -> Typeset:
    """What Typst makes of a document in `typst/` and the data that it reads."""
    job = {
        "document": str(DOCUMENTS / document),
        "root": str(DOCUMENTS),
        "fonts": str(FONTS),
        "format": form,
        "standards": list(standards),
        "ppi": ppi,
        "data": json.dumps(data, ensure_ascii=False),
    }
    command = [sys.executable, "-I", str(HERE / "typeset.py")]
    try:
        done = subprocess.run(
            command, input=json.dumps(job).encode(), capture_output=True, timeout=limit
        )
    except subprocess.TimeoutExpired as late:
        raise TypesettingError(
            f"Setting the pages took longer than {limit:g} seconds and was stopped."
        ) from late
    if done.returncode in _NO_MEMORY:
        raise TypesettingError(
            "The process that sets pages was ended by the system, most likely for want of memory: "
            "it takes up to 200 MB."
        )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise TypesettingError(" ".join(["The process that sets pages stopped.", *last]))
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise TypesettingError(f"The pages could not be set: {answer['fault']}")
    files = tuple(base64.b64decode(page) for page in answer["pages"])
    return Typeset(files, tuple(answer["warnings"]), answer["peak"])
