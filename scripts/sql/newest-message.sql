-- Look: when the last message of the chat database was sent, in ticks. Variable: database.
SELECT CONVERT(varchar(30), MAX(chatDate)) AS newestTicks FROM [$(database)].dbo.tblChat;
