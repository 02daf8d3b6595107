"""People, what they may do, and who stands in for them."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from fenhao.books.people.roles import Role


class Department(models.Model):
    """A part of the company that owns budget lines; ``head`` answers for it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    head = models.ForeignKey("User", on_delete=models.PROTECT, null=True, blank=True, related_name="heads")

    def __str__(self) -> str:
        return self.code


class User(AbstractUser):
    """A person. Roles are grants, not groups; Django's superuser flag opens nothing in the books."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    language = models.CharField(max_length=8, default="zh")


class RoleGrant(models.Model):
    """A role for a person, from one instant to another; ``entity`` empty means the whole group."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    entity = models.CharField(max_length=40, default="", blank=True)
    limit_minor = models.BigIntegerField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="granted", null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A grant never ends before it starts, and the database knows the six roles."""

        constraints = (
            models.CheckConstraint(
                name="people_grant_ends_after_start",
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="people_grant_known_role", condition=models.Q(role__in=[role.value for role in Role])
            ),
            models.UniqueConstraint(
                name="people_grant_once",
                fields=("user", "role", "entity"),
                condition=models.Q(ends_at__isnull=True),
            ),
        )


class Delegation(models.Model):
    """From one instant to another a person acts for somebody in one role: cover, or out of office."""

    class Kind(models.TextChoices):
        """Why somebody stands in."""

        delegation = "delegation"  # both may act
        out_of_office = "out_of_office"  # only the stand-in is asked

    kind = models.CharField(max_length=20, choices=Kind.choices)
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_taken")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        """Nobody stands in for himself, and cover has an end."""

        constraints = (
            models.CheckConstraint(
                name="people_delegation_to_another", condition=~models.Q(giver=models.F("taker"))
            ),
            models.CheckConstraint(
                name="people_delegation_ends_after_start",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        )


class ApiToken(models.Model):
    """A machine's key. Only its digest is kept; the text is shown once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A token has an end."""

        constraints = (
            models.CheckConstraint(
                name="people_token_ends_after_start",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
        )


class Preference(models.Model):
    """How a person likes the pages: language, colours, clocks and figures; empty leaves it to the company or browser."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="preference")
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    numbers = models.CharField(max_length=8, blank=True)


class View(models.Model):
    """A filter of a page that somebody keeps under a name, for himself or for everybody. A removed one can come back."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.TextField()
    shared = models.BooleanField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A name means one filter to its owner."""

        constraints = (
            models.UniqueConstraint(
                name="people_view_once",
                fields=("owner", "page", "name"),
                condition=models.Q(removed_at__isnull=True),
            ),
        )


class ViewDefault(models.Model):
    """The view with which a page opens for a person."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="view_defaults")
    page = models.CharField(max_length=40)
    view = models.ForeignKey(View, on_delete=models.PROTECT, related_name="defaults")

    class Meta:
        """One a page."""

        constraints = (models.UniqueConstraint(name="people_viewdefault_once", fields=("user", "page")),)


class Command(models.Model):
    """An act on people that somebody may ask for twice under one key: what was asked, and the first answer."""

    key = models.TextField(unique=True)
    act = models.CharField(max_length=20)
    body = models.TextField()
    answer = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
