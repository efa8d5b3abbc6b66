"""The language of a page: the one a person chose, else Chinese."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Like Django's, but what the browser would like decides nothing: offices share their PCs."""

    def process_request(self, request: HttpRequest) -> None:
        """Nothing; the language is active, and said on the request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        try:
            language = get_supported_language_variant(chosen)
        except LookupError:
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
