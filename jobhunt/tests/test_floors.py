"""The floors of the house: keys of the database point down or stay, too.

Imports are checked by the linter; a foreign key named by a string is not.
"""

from __future__ import annotations

from collections import defaultdict

from django.apps import apps
from django.db import models

FLOORS = {
    "jobhunt": 0,
    "accounts": 1,
    "scheduling": 2,
    "resumes": 3,
    "mail": 4,
    "scraping": 5,
    "ai": 6,
    "stats": 7,
    "logs_app": 7,
}


def relations(app: str) -> list[tuple[models.Field, type[models.Model]]]:
    return [
        (field, field.related_model)
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and not field.auto_created
    ]


def test_every_app_of_ours_has_its_floor() -> None:
    ours = {
        config.label
        for config in apps.get_app_configs()
        if "site-packages" not in config.path
    }
    assert ours == set(FLOORS)


def test_no_foreign_key_points_to_a_higher_floor() -> None:
    upward = [
        f"{field.model.__name__}.{field.name} -> {target._meta.label}"
        for app, floor in FLOORS.items()
        for field, target in relations(app)
        if FLOORS.get(target._meta.app_label, -1) > floor
    ]
    assert upward == []


def test_the_cellar_has_no_foreign_keys_at_all() -> None:
    assert relations("jobhunt") == []


def test_the_log_keeps_its_entries_whatever_is_deleted() -> None:
    assert relations("logs_app") == []


def test_no_migration_of_a_lower_floor_waits_for_a_higher_one() -> None:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    waits: dict[str, set[str]] = defaultdict(set)
    for (app, _name), migration in loader.disk_migrations.items():
        waits[app] |= {other for other, _ in migration.dependencies}
    upward = {
        (app, other)
        for app, floor in FLOORS.items()
        for other in waits[app]
        if FLOORS.get(other, -1) > floor
    }
    assert upward == set()


def test_what_is_a_teams_goes_with_the_team_and_outlives_its_maker() -> None:
    from jobhunt.lib.scoping import TeamOwned

    for model in apps.get_models():
        if not issubclass(model, TeamOwned):
            continue
        team, user = model._meta.get_field("team"), model._meta.get_field("user")
        assert team.remote_field.on_delete is models.CASCADE, model
        assert user.remote_field.on_delete is models.SET_NULL, model


def test_every_model_that_belongs_to_a_team_is_reached_by_its_user() -> None:
    from jobhunt.lib.scoping import TeamOwned

    for model in apps.get_models():
        if issubclass(model, TeamOwned):
            assert hasattr(model._default_manager.all(), "for_user"), model
