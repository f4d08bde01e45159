from django import template

from moviedb.lib.display import FILTERS

register = template.Library()
for name, function in FILTERS.items():
    register.filter(name, function)
