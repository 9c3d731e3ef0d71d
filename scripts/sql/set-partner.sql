-- Starts mirroring: on the mirror first, then on the principal. Runbook: failover 6. Variables: database, partner.
ALTER DATABASE [$(database)] SET PARTNER = N'$(partner)';
