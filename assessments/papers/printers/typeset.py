"""Sets a document with Typst: run as a process of its own, a job on its input, the pages out.

A process that has set a document keeps its memory (490 MiB after some hundred); this one ends. It
is started by its path and imports nothing of the site, so that it starts in a few milliseconds.
"""

import base64
import json
import sys
from typing import Any

import typst


def main() -> None:
    job = json.load(sys.stdin)
    json.dump(answer(job), sys.stdout)


def answer(job: dict) -> dict:
    """The pages and warnings of a job, or what was wrong with it."""
    try:
        made: Any  # a picture a page, or one pdf
        made, warnings = typst.compile_with_warnings(
            job["document"],
            root=job["root"],
            font_paths=[job["fonts"]],
            ignore_system_fonts=True,
            format=job["format"],
            ppi=job["ppi"],
            sys_inputs={"data": job["data"]},
            pdf_standards=job["standards"],
        )
    except typst.TypstError as fault:
        return {"fault": fault.diagnostic or fault.message}
    pages = made if isinstance(made, list) else [made]
    return {
        "pages": [base64.b64encode(page).decode() for page in pages],
        "warnings": [one.message for one in warnings],
        "peak": peak(),
    }


def peak() -> int:
    """The most memory that this process had, in KB; 0 where the system does not say.

    What getrusage says begins with the size of the process that started this one.
    """
    try:
        with open("/proc/self/status") as status:
            lines = status.read().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main()
