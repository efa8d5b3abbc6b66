"""What goes wrong when a paper is printed."""


class PrintingError(Exception):
    """A paper could not be printed; the message says why, in English."""


class TypesettingError(PrintingError):
    """The pages or pictures of a paper could not be set."""


class WorkbookError(PrintingError):
    """A text does not fit a cell of a workbook."""
