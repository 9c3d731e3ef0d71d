-- Log backup to one file, part of the log chain (hand-over: catching up). Variables: database, file.
BACKUP LOG [$(database)] TO DISK = N'$(file)' WITH INIT, CHECKSUM, STATS = 5;
