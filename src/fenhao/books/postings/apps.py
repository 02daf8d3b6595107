"""The app of postings."""

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    """Postings and publications."""

    name = "fenhao.books.postings"
    label = "postings"
