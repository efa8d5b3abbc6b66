"""The addresses of bulletins: every published version with checksums, and its files."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query

from zones.taken import logged

from ..selectors.wire_bulletins import bulletin_file, bulletin_row, open_bulletins
from ..services.bulletins import bulletin_download_log
from .answers import Paging, Queried, listed, tagged
from .asked import PAPER, PROBLEMS, Addresses, many
from .keys import asking, reading
from .problems import Problem
from .shapes import BulletinOut

router = Addresses(auth=reading, tags=["bulletins"])
PaperInPath = Annotated[str, Path(..., pattern=PAPER, description="2022H1, 2022Q1")]
VersionInPath = Annotated[int, Path(..., ge=1, le=32767)]


@router.get(
    "/bulletins",
    response=many(BulletinOut),
    url_name="api_bulletins",
    summary=_("The published bulletins with the checksums of their files"),
)
def bulletins(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    found = open_bulletins(asking(request))
    return listed(request, asked, Queried(found, bulletin_row), BulletinOut)


@router.get(
    "/bulletins/{code}/{version}/{language}.{suffix}",
    response={200: bytes, 304: None} | PROBLEMS,
    url_name="api_bulletin_file",
    summary=_("A file of a bulletin; each download is logged"),
)
def file(
    request: HttpRequest,
    code: PaperInPath,
    version: VersionInPath,
    language: Literal["zh-hans", "en"],
    suffix: Literal["docx", "pdf", "xlsx", "zip"],
) -> HttpResponse:
    who = asking(request)
    found = bulletin_file(who, code, version, language, suffix)
    if found is None:
        raise Problem(404, "not_found")
    # The tag is the reader's own, as on the page: another's copy is taken and logged.
    tag = f'"{found.sha256}-{who.user_id}"'
    if (unchanged := get_conditional_response(request, etag=tag)) is not None:
        return tagged(request, unchanged, tag)
    if request.method == "GET":
        bulletin_download_log(
            bulletin=found.bulletin,
            language=language,
            suffix=suffix,
            sha256=found.sha256,
            at=timezone.now(),
            by=who,
        )
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    name = f"bulletin-{found.bulletin.name}-{language}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Digest"] = f"sha-256={found.sha256}"
    return logged(tagged(request, response, tag))
