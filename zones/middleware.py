"""The language of a page: the one a person chose, else Chinese; a program says which it wants."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

#: Below this a program asks, which keeps no cookie.
INTERFACE = "/api/"


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Like Django's, but what the browser would like decides nothing: offices share their PCs."""

    def process_request(self, request: HttpRequest) -> None:
        """Nothing; the language is active, and said on the request."""
        language = settings.LANGUAGE_CODE
        for chosen in _wanted(request):
            try:
                language = get_supported_language_variant(chosen)
            except LookupError:
                continue
            break
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _wanted(request: HttpRequest) -> list[str]:
    """The languages asked for, the dearest first."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None or not request.path_info.startswith(INTERFACE):
        return [chosen or settings.LANGUAGE_CODE]
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return [language for language, _weight in asked]
