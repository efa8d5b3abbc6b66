"""The sentences for what can be wrong with a policy's bundle, by the problem's code."""

from django.utils.translation import gettext as _

POLICY_PROBLEMS = {
    "missing_file": lambda: _("there is no such file; check its name and directory."),
    "file_not_there": lambda: _(
        "the manifest names the file “%(value)s”, but it is not there; add it beside the manifest."
    ),
    "not_a_manifest": lambda: _(
        "this is not the manifest of a policy; choose the file policy.toml, or its directory."
    ),
    "broken_toml": lambda: _(
        'this line is not TOML; write name = "text", a number or a date, each name once.'
    ),
    "text_not_utf8": lambda: _("the text is not UTF-8; save it as UTF-8."),
    "missing_key": lambda: _("“%(key)s” is missing; add it to the manifest."),
    "unknown_key": lambda: _("there is no “%(key)s”; correct its name or remove it."),
    "wrong_key": lambda: _("“%(key)s” has no proper value; write it as in: %(example)s."),
    "text_changed": lambda: _(
        "the text is not the one whose text_sha256 the manifest holds;"
        " restore the text, or correct the digest."
    ),
    "no_measures": lambda: _("no numbered measure was found; number them 1., 2., 3. and so on."),
    "measure_not_printed": lambda: _(
        "the text prints no measure %(value)s; its measures are 1 to %(last)s."
    ),
    "measure_without_row": lambda: _("measure %(number)s of the text has no row; add one."),
    "years_out_of_order": lambda: _(
        "the years %(base)s (base), %(first)s (first) and %(last)s (last) are not in order;"
        " the base year comes before the first, the first not after the last."
    ),
    "alias_of_two_zones": lambda: _(
        "“%(value)s” would mean both %(other)s and %(zone)s;"
        " remove one of them, or mark it as ambiguous."
    ),
    "part_of_itself": lambda: _("“%(value)s” is in the end a part of itself; correct the parts."),
    "target_without_condition": lambda: _(
        "the target “%(value)s” has no condition; add at least one row for it."
    ),
    "cell_not_empty": lambda: _("“%(value)s” has no meaning here; leave this cell empty."),
    "amount_too_small": lambda: _("“%(value)s” is too small; it must be more than %(low)s."),
    "too_long": lambda: _("“%(value)s” is too long; %(length)s characters at most."),
    "not_a_code": lambda: _(
        "“%(value)s” is not a code; use letters a to z, digits, hyphens and underscores only."
    ),
    "code_taken": lambda: _(
        "“%(value)s” is known already from another policy, with other contents (%(fields)s);"
        " write them alike, or choose another code."
    ),
    "code_of_other_policy": lambda: _(
        "the target code “%(value)s” belongs to the policy %(policy)s; choose another."
    ),
    "row_in_use": lambda: _(
        "“%(value)s” is missing from the file, but it is in use (%(users)s); put the row back."
    ),
}
