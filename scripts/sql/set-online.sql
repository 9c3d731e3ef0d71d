-- Undo of set-offline.sql: SQL Server tries to start the database; one that is damaged is so again. Variable: database.
ALTER DATABASE [$(database)] SET ONLINE;
