"""Everything between a file that somebody uploads and a list of understood figures.

    sheets.read_sheets   bytes           -> Sheets   raw cells, or why the file is refused
    layout.parse         Sheets          -> Parsed   figures: zone, quarter, indicator, address
    template.template    TemplateSpec    -> bytes    the workbook that people fill in
    marks.mark_refused   bytes, problems -> bytes    their workbook with the refused cells marked

Pure: no Django, no database, no clock. What stands in a file is told as codes (`codes`), what names
mean is given as a `Vocabulary`; nothing is guessed that a person could not see at once.
"""
