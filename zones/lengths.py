"""How long a text that people write may be, whichever way it comes in."""

#: Letters of a reason.
MOST_REASON = 500
#: Letters of what explains more than a figure: a reason against a check, of a revision, a remark.
MOST_WORDS = 2000
