"""The image library in the admin: what is said of an image, and where it is cut. Files come by commands so far."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from moviedb.lib.admin.catalogue import CatalogueAdmin
from moviedb.lib.images.models import Image
from moviedb.lib.images.picture import Picture


@admin.register(Image)
class ImageAdmin(CatalogueAdmin):
    list_display = ("__str__", "width", "height", "credit", "licence")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("caption__icontains", "alt__icontains", "credit__icontains", "name")
    fields = (
        "shown", "alt", "caption", "credit", "licence", "source_url", ("focus_x", "focus_y"), "hue", "name", "width",
        "height",
    )  # fmt: skip
    readonly_fields = ("shown", "hue", "name", "width", "height")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("picture"))
    def shown(self, image: Any) -> str:
        small = Picture(
            name=image.name, width=image.width, height=image.height, widths=image.widths, focus_x=image.focus_x,
            focus_y=image.focus_y, alt=image.alt,
        )  # fmt: skip
        return format_html('<img src="{}" alt="{}" width="300">', small.src, image.alt)
