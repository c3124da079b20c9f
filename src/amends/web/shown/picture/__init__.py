"""A sealed reply as a picture: what a person would have screenshotted, drawn on the server."""

from .drawing import Said, picture

__all__ = ["Said", "picture"]
