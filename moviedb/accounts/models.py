from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Of our own from the first migration, since a user model cannot be exchanged later."""
