-- Drops a database that serves nobody (undo of failback 4; rehearsal). Variable: database.
DROP DATABASE [$(database)];
