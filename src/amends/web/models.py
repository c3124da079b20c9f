"""What a person typed and has not sent yet, so that nothing typed is ever lost."""

from django.db import models


class Draft(models.Model):
    """One unfinished form of one person about one order; `body` is JSON text."""

    person = models.CharField(max_length=32)
    order = models.CharField(max_length=26)
    body = models.TextField(max_length=20_000)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint("person", "order", name="one_draft_of_a_person_and_an_order"),
        )

    def __str__(self) -> str:
        return f"{self.person} about {self.order}"
