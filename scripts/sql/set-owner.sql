-- Gives a restored database its owner back. Runbook: failover 4. Variables: database, owner.
ALTER AUTHORIZATION ON DATABASE::[$(database)] TO [$(owner)];
