"""What administrators edit of the policy: the agencies' roles, since its text names none."""

from django.contrib import admin

from zones.logged_admin import LoggedAdmin

from .models import MeasureAgency


@admin.register(MeasureAgency)
class MeasureAgencyAdmin(LoggedAdmin):
    list_display = ("measure", "order", "printed", "agency", "role")
    list_filter = ("role", "agency")
    readonly_fields = ("measure", "order", "printed", "agency")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
