from people.views.detail import detail
from people.views.person_list import person_list

__all__ = ["detail", "person_list"]
