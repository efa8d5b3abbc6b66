"""Official papers: built once as a structure, printed as a page, docx, pdf, xlsx and csv."""
