"""Roles in the administration's forms and lists, by the names that pages call them."""

from django.contrib.admin import RelatedFieldListFilter
from django.forms import ModelChoiceField, ModelMultipleChoiceField

from .roles import role_name


class _Named:
    """Of a field of groups: each by the role's name."""

    def label_from_instance(self, group):
        return role_name(group.name)


class RoleChoice(_Named, ModelChoiceField):
    """One role."""


class RoleChoices(_Named, ModelMultipleChoiceField):
    """Any number of roles."""


class RoleFilter(RelatedFieldListFilter):
    """The list of those who have one role."""

    def field_choices(self, field, request, model_admin):
        """The roles by name."""
        found = super().field_choices(field, request, model_admin)
        return [(key, role_name(name)) for key, name in found]
