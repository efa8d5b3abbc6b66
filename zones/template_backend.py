"""The site's templates: Django's own, and of an English page what is Chinese says so."""

from django.template.backends import django
from django.utils.safestring import SafeString, mark_safe

from .display import is_chinese
from .language_parts import with_chinese_marked


class Template(django.Template):
    def render(self, context=None, request=None) -> SafeString:
        """The text as printed; an English page with its Chinese parts marked."""
        text = super().render(context, request)
        is_page = str(self.template.name or "").endswith(".html")
        return text if is_chinese() or not is_page else mark_safe(with_chinese_marked(text))


class Templates(django.DjangoTemplates):
    def from_string(self, template_code) -> Template:
        return Template(self.engine.from_string(template_code), self)

    def get_template(self, template_name) -> Template:
        found = super().get_template(template_name)
        return Template(found.template, self)
