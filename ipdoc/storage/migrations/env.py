"""Alembic's way in: runs the migrations on the connection it is handed."""

from alembic import context

from ipdoc.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
