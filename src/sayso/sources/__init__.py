"""Where documents come from."""

from sayso.sources.files import read as read
