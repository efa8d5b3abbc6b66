"""What is said where an outline cannot be loaded: what is wrong with it, and the way out."""

from django.utils.translation import gettext_lazy as _

from .outlines import MOST_STRETCHED, BadOutline
from .services.transactions import Refused

WRONG = {
    "too_large": _("The file is larger than %(most)s MB; take a coarser outline."),
    "too_many_points": _("The outline has more than %(most)s points; take a coarser one."),
    "too_detailed": _(
        "The outline has too many bends to be drawn on every page; take a coarser one, reviewed as"
        " such."
    ),
    "not_utf8": _("The file is not text in UTF-8; an outline is a GeoJSON file."),
    "not_json": _(
        "The file is no GeoJSON: line %(line)s, sign %(column)s cannot be read. Drawings (SVG),"
        " pictures and Shapefiles have to be turned into GeoJSON first."
    ),
    "no_polygon": _(
        "There is something else than areas in the file: an outline is a GeoJSON of Polygon or"
        " MultiPolygon, alone, in a Feature or in a FeatureCollection."
    ),
    "other_degrees": _(
        "The file is in another coordinate system (crs); it has to be in degrees of longitude and"
        " latitude (CGCS2000 or WGS 84)."
    ),
    "no_degrees": _(
        "%(place)s is no position: there have to be longitude (−180 to 180) and latitude (−90 to"
        " 90), in this order and in degrees."
    ),
    "open_ring": _(
        "A line that begins at %(place)s is not closed: the last position has to be the first, and"
        " there have to be four at least."
    ),
    "too_stretched": _(
        "The outline is no area, or more than %(most)s times as wide as high or as high as wide."
    ),
    "no_review_number": _(
        "An outline is only shown with the review number of its map: --review-number"
        ' "鄂S(2021)005号". Without one the zones stay tiles.'
    ),
    "bad_review_number": _(
        "“%(number)s” is no review number: it names the authority, the year in brackets and a"
        " number, as in 鄂S(2021)005号."
    ),
}


def outline_sentence(wrong: BadOutline | Refused) -> str:
    """What is wrong with the outline or its number."""
    return str(WRONG[wrong.code]) % {"most": MOST_STRETCHED, **wrong.params}
