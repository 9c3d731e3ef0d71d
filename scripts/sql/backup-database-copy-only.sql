-- Full backup that leaves the differential base alone (rehearsal; seeding). Variables: database, file.
BACKUP DATABASE [$(database)] TO DISK = N'$(file)' WITH COPY_ONLY, INIT, CHECKSUM, STATS = 5;
