-- Look: how many messages the chat database holds and when the last one was sent, in ticks. Variable: database.
SELECT COUNT(*) AS messages, CONVERT(varchar(30), MAX(chatDate)) AS newestTicks FROM [$(database)].dbo.tblChat;
