-- Ends one session. Runbook: failover 4. Variable: session.
KILL $(session);
