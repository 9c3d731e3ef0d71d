-- Connects an orphaned user with a login. Runs in the database of the user. Runbook: failover 4. Variables: user,
-- login.
ALTER USER [$(user)] WITH LOGIN = [$(login)];
