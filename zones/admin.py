"""What administrators look after: accounts, posts and reference data. No score, no result."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from .access import person
from .admin_roles import RoleChoice, RoleChoices, RoleFilter
from .logged_admin import LoggedAdmin
from .models import Agency, City, Post, RoleRule, Zone, ZoneAlias, ZoneCode, ZoneDate, ZoneGroup
from .services.accounts import account_facts, account_password_set, account_rights_save
from .services.second_factor import second_factor_reset

admin.site.site_header = admin.site.site_title = _("zonetrack administration")
admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.unregister(TOTPDevice)  # its forms show secrets


class PostInline(admin.StackedInline):
    model = Post
    extra = 1  # where none is filled in, none is kept


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts with their group and post; nobody makes themselves a superuser here."""

    inlines = (PostInline,)
    list_display = ("username", "first_name", "is_active", "last_login", "has_second_factor")
    actions = ("reset_second_factor",)
    list_filter = ("is_active", ("groups", RoleFilter))
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active", "groups")}),
    )
    filter_horizontal = ("groups",)

    def formfield_for_manytomany(self, db_field, request, **options):
        """The field of an account's roles, by their names on the page."""
        return super().formfield_for_manytomany(
            db_field, request, form_class=RoleChoices, **options
        )

    def get_queryset(self, request):
        """The accounts, each with whether it has a second factor."""
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(second_factor=Exists(device))

    @admin.display(description=_("second factor"), boolean=True, ordering="second_factor")
    def has_second_factor(self, account):
        """Whether the account is asked for a code."""
        return account.second_factor

    @admin.action(description=_("Reset the second factor (device lost)"), permissions=["change"])
    def reset_second_factor(self, request, queryset):
        """Nothing; the accounts sign in without a code, and the log tells who let them.

        Nobody's own: that takes a code, on the account's page. Nobody's above the administrator.
        """
        accounts = [one for one in queryset if self.has_change_permission(request, one)]
        others = [one for one in accounts if one.pk != request.user.pk]
        count = sum(second_factor_reset(user=one, by=person(request)) for one in others)
        text = gettext("Second factors reset: %(count)s.") % {"count": count}
        messages.success(request, text)
        if len(others) < len(accounts):
            text = gettext("Your own is removed or moved on your account’s page, with a code.")
            messages.warning(request, text)

    def save_model(self, request, obj, form, change):
        """Nothing; the account is saved, and what it could do before is kept for the log."""
        request.rights_before = account_facts(User.objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Nothing; groups and post are saved, and the log tells what the account may do now."""
        super().save_related(request, form, formsets, change)
        account_rights_save(user=form.instance, before=request.rights_before, by=person(request))

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        """The page of another's password; that one was set stands in the log."""
        account = User.objects.filter(pk=id)
        before = account.values_list("password", flat=True).first()
        response = super().user_change_password(request, id, form_url)
        after = account.first()
        if after is not None and after.password != before:
            account_password_set(user=after, by=person(request))
        return response

    def has_change_permission(self, request, obj=None):
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False  # what a person entered stays theirs; an account is switched off instead


@admin.register(RoleRule)
class RoleRuleAdmin(LoggedAdmin):
    """What is asked of a role when its people sign in: for administrators."""

    list_display = ("__str__", "one_session", "needs_second_factor")

    def get_fields(self, request, obj=None):
        """What is asked, and of a new rule its role too: another role has a rule of its own."""
        asked = ("one_session", "needs_second_factor")
        return asked if obj is not None else ("group", *asked)

    def formfield_for_foreignkey(self, db_field, request, **options):
        """The field of a rule's role, by its name on the page."""
        return super().formfield_for_foreignkey(db_field, request, form_class=RoleChoice, **options)

    def has_module_permission(self, request):
        """Whether it is listed: to administrators, whatever rights their group was made with."""
        return request.user.is_superuser or person(request).is_administrator

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission


class AliasInline(admin.TabularInline):
    model = ZoneAlias
    extra = 0


class DateInline(admin.TabularInline):
    model = ZoneDate
    extra = 0


class CodeInline(admin.TabularInline):
    model = ZoneCode
    extra = 0


@admin.register(Zone)
class ZoneAdmin(LoggedAdmin):
    list_display = ("name_zh", "code", "city", "group", "stage", "is_judged")
    list_filter = ("stage", "city", "group")
    inlines = (DateInline, CodeInline, AliasInline)


@admin.register(Agency)
class AgencyAdmin(LoggedAdmin):
    list_display = ("name_zh", "code", "short_zh")


@admin.register(City)
class CityAdmin(LoggedAdmin):
    list_display = ("name_zh", "code")


@admin.register(ZoneGroup)
class ZoneGroupAdmin(LoggedAdmin):
    list_display = ("name_zh", "code", "order")
