-- Look: the database files inside a full backup (failback 4: MOVE and free space). Parameter: @file.
RESTORE FILELISTONLY FROM DISK = @file;
