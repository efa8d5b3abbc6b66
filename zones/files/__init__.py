"""Files that people keep as evidence: what each is by its content, and what is refused. Pure."""
