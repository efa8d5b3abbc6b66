"""Template tags of the house; every template has them without loading."""

from django import template
from django.template.defaulttags import querystring
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zones.badges import Badge
from zones.display import bracketed

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of the vendored set, hidden from screen readers: the words beside it speak."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static("vendor/tabler-icons.svg"),
        name,
    )


@register.simple_tag
def badge(kind: Badge | str, text: str = "", icon_name: str = "", title: str = "") -> SafeString:
    """A badge: {% badge a_badge %}, or {% badge kind text icon title %}."""
    shown = kind if isinstance(kind, Badge) else Badge(kind, text, icon_name, title)
    return format_html(
        '<span class="zt-badge is-{}"{}>{}{}</span>',
        shown.kind,
        format_html(' title="{}"', shown.title) if shown.title else "",
        icon(shown.icon) if shown.icon else "",
        shown.text,
    )


@register.filter(name="bracketed")
def bracketed_filter(text: str, inner: object) -> str:
    """`{{ name|bracketed:unit }}`: the remark in the brackets of the page's language."""
    return bracketed(text, inner)


@register.simple_tag(takes_context=True)
def change_query(context: template.Context, *pairs) -> str:
    """The page's query string with names given new values; None takes a name out.

    Django's own tag where the names themselves are variables: a table's sort and page fields.
    """
    named = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return querystring(context, context["request"].GET, **named)


@register.tag
def part(parser: template.base.Parser, token: template.base.Token) -> "PartNode":
    """`{% part a_part "name" %}…{% endpart %}`: the block, printed once; nothing without a part.

    Inside is what the part's `make` found, and nothing else of the page (zones.parts).
    """
    try:
        _tag, variable, name = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError('Write {% part a_part "name" %}.') from error
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(parser.compile_filter(variable), name.strip('"'), nodelist)


class PartNode(template.Node):
    """The block of a part."""

    def __init__(self, variable: template.base.FilterExpression, name: str, nodelist):
        self.variable, self.name, self.nodelist = variable, name, nodelist

    def render(self, context: template.Context) -> str:
        part = self.variable.resolve(context)
        return part.printed(self.name, lambda made: self._print(context.new(made))) if part else ""

    def _print(self, context: template.Context) -> str:
        text = self.nodelist.render(context)
        if 'method="post"' in text:
            raise ValueError(f"A form that writes belongs to its reader, not to “{self.name}”.")
        return text
