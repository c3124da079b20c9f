"""The tables of marketplaces, people and keys."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.CharField(max_length=26, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("locale", models.CharField(default="en", max_length=20)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("is_mediator", models.BooleanField(default=False)),
                ("is_operator", models.BooleanField(default=False)),
                ("also", models.TextField(blank=True, default="")),
                ("login", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                ("password", models.CharField(blank=True, default="", max_length=128)),
                ("last_login", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Marketplace",
            fields=[
                ("slug", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("zone", models.CharField(default="UTC", max_length=64)),
                ("policy", models.CharField(default="default", max_length=60)),
                ("terms", models.TextField(default="{}")),
                ("token_secret", models.CharField(blank=True, default="", max_length=200)),
                ("token_public_key", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("prefix", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "marketplace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.marketplace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignInTry",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.IntegerField()),
                ("last_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="marketplace",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="accounts.marketplace",
            ),
        ),
    ]
