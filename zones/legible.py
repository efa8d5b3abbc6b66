"""Letters and digits for codes that people read out on the telephone or copy from paper."""

#: None of them is mistaken for another.
LEGIBLE = "ACDEFHJKLMNPQRTUVWXY34679"
