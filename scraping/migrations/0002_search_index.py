"""Full-text search: FTS5 on SQLite, a tsvector column with GIN on PostgreSQL.

The words are made by scraping.reading.search: plain [a-z0-9] tokens, so neither
side tokenises anything by its own rules.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE scraping_job_fts USING fts5(
        search_terms, content='scraping_jobbody', content_rowid='job_id',
        detail=none, tokenize='unicode61')""",
    """CREATE TRIGGER scraping_job_fts_insert AFTER INSERT ON scraping_jobbody BEGIN
        INSERT INTO scraping_job_fts (rowid, search_terms)
        VALUES (new.job_id, new.search_terms); END""",
    """CREATE TRIGGER scraping_job_fts_delete AFTER DELETE ON scraping_jobbody BEGIN
        INSERT INTO scraping_job_fts (scraping_job_fts, rowid, search_terms)
        VALUES ('delete', old.job_id, old.search_terms); END""",
    """CREATE TRIGGER scraping_job_fts_update
        AFTER UPDATE OF search_terms ON scraping_jobbody
        WHEN old.search_terms <> new.search_terms BEGIN
        INSERT INTO scraping_job_fts (scraping_job_fts, rowid, search_terms)
        VALUES ('delete', old.job_id, old.search_terms);
        INSERT INTO scraping_job_fts (rowid, search_terms)
        VALUES (new.job_id, new.search_terms); END""",
]
POSTGRESQL = [
    """ALTER TABLE scraping_jobbody ADD COLUMN search tsvector GENERATED ALWAYS AS
        (array_to_tsvector(string_to_array(nullif(search_terms, ''), ' '))) STORED""",
    "CREATE INDEX scraping_jobbody_search ON scraping_jobbody USING gin (search)",
]


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE scraping_jobbody DROP COLUMN search")
        return
    for name in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER scraping_job_fts_{name}")
    schema_editor.execute("DROP TABLE scraping_job_fts")


class Migration(migrations.Migration):
    dependencies = [("scraping", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
