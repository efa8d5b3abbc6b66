"""What administrators edit: the agencies' roles (the text names none) and the validation rules."""

from django.contrib import admin

from .models import MeasureAgency, ValidationRule


@admin.register(MeasureAgency)
class MeasureAgencyAdmin(admin.ModelAdmin):
    list_display = ("measure", "order", "printed", "agency", "role")
    list_filter = ("role", "agency")
    readonly_fields = ("measure", "order", "printed", "agency")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ValidationRule)
class ValidationRuleAdmin(admin.ModelAdmin):
    list_display = ("kind", "indicator", "severity", "threshold", "quarters", "is_on")
    list_editable = ("threshold", "quarters", "is_on")
    list_filter = ("kind", "severity", "is_on")
    list_select_related = ("indicator",)
    exclude = ("order",)
