"""A migration alters a guarded table with Django's own operations, and nobody has to think of the trigger.

SQLite drops no column that a trigger names, and PostgreSQL's trigger refuses the UPDATE by which Django
fills a column that may be empty no more. So before and after each such operation of a plan stands one of
ours, in the migration's own transaction: a migration that fails leaves the trigger where it was, and no
other operation, as one with SQL of its own, runs without it.
"""

from itertools import chain

from django.db.migrations import CreateModel, RenameModel
from django.db.migrations.operations.base import Operation

from editions.record.triggers import drop, guard, guarded_models

NAMES = ("model_name", "name", "old_name", "new_name")  # how operations name their model


def make_way(sender, app_config, using, plan, **kwargs):
    """Before the migration of a room: puts our operations around those on guarded tables."""
    migrations = [migration for migration, _ in plan if migration.app_label == app_config.label]
    guarded = _names(app_config.label, migrations)
    for migration in migrations:
        if not (guarded and migration.atomic):
            continue  # without a transaction the trigger would not come back with it
        around = [_around(operation, guarded) for operation in migration.operations]
        migration.operations = list(chain.from_iterable(around))


def _names(label, migrations):
    """{a model's name, in small letters: the model}, with the names that these migrations change."""
    names = {m._meta.model_name: m for m in guarded_models() if m._meta.app_label == label}
    for operation in chain.from_iterable(migration.operations for migration in migrations):
        if isinstance(operation, RenameModel) and operation.new_name.lower() in names:
            names[operation.old_name.lower()] = names[operation.new_name.lower()]
    return names


def _around(operation, guarded):
    named = {str(getattr(operation, name, "")).lower() for name in NAMES} & guarded.keys()
    if not named or isinstance(operation, CreateModel | _Lift | _Return):
        return [operation]
    models = {name: guarded[name] for name in named}
    return [_Lift(models), operation, _Return(models)]


class _OnTriggers(Operation):
    """Leaves the state of the models alone."""

    reversible = True

    def __init__(self, models):
        self.models = models

    def state_forwards(self, app_label, state):
        pass

    def lift(self, app_label, schema_editor, state):
        for _model, table in self.tables(app_label, state):
            drop(table, schema_editor.connection)

    def put_back(self, app_label, schema_editor, state):
        for model, table in self.tables(app_label, state):
            guard(model, table, schema_editor.connection)

    def tables(self, app_label, state):
        """(model, table) of those that exist in this state, under the name that they have there."""
        for name, model in self.models.items():
            if there := state.models.get((app_label, name)):
                yield model, there.options.get("db_table") or f"{app_label}_{name}"


class _Lift(_OnTriggers):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.lift(app_label, schema_editor, from_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.put_back(app_label, schema_editor, to_state)


class _Return(_OnTriggers):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.put_back(app_label, schema_editor, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.lift(app_label, schema_editor, from_state)
