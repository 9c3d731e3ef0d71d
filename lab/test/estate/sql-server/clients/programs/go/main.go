// Command client says what go-mssqldb sees of a server: `client PORT CERTIFICATE TYPES` prints a line of JSON for each
// question.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
)

type seen = []any

var questions = []struct {
	name string
	ask  func() any
}{
	{"encryption", encryption},
	{"its own default of encryption", func() any { return one(open("encrypt="), "SELECT SUSER_SNAME()") }},
	{"certificate that nobody vouches for", untrusted},
	{"wrong password", func() any { return refused(open("password=wrong").Ping()) }},
	{"unknown database", func() any { return refused(open("database=nowhere").Ping()) }},
	{"who and where", whoAndWhere},
	{"several result sets", severalResultSets},
	{"error", failure},
	{"parameters", parameters},
	{"prepared twice", preparedTwice},
	{"types", types},
	{"long values", longValues},
	{"commit and rollback", commitAndRollback},
	{"a transaction begun as text", transactionAsText},
	{"timeout", timeout},
	{"reset of a pooled connection", reset},
	{"isolation level", isolationLevel},
	{"procedure", procedure},
	{"fatal error", fatalError},
}

func main() {
	for _, question := range questions {
		line, err := json.Marshal(map[string]any{"question": question.name, "saw": question.ask()})
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}

// One connection, so that what a session keeps can be seen. Later options win; an empty value leaves one to its default.
func open(options ...string) *sql.DB {
	all := map[string]string{
		"server": "127.0.0.1", "port": os.Args[1], "user id": "pchatdr", "password": "secret", "database": "mgc",
		"encrypt": "disable", "TrustServerCertificate": "true",
	}
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		all[name] = value
		if value == "" {
			delete(all, name)
		}
	}
	parts := []string{}
	for name, value := range all {
		parts = append(parts, name+"="+value)
	}
	db, err := sql.Open("sqlserver", strings.Join(parts, ";"))
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

func encryption() any {
	answers := seen{}
	for _, how := range []string{"disable", "true", "false"} {
		answers = append(answers, one(open("encrypt="+how),
			"SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID"))
	}
	return answers
}

func untrusted() any {
	err := open("encrypt=true", "TrustServerCertificate=").Ping()
	return err != nil && strings.Contains(err.Error(), "certificate")
}

func whoAndWhere() any {
	return query(open(), "SELECT LEFT(@@VERSION, 25), SERVERPROPERTY('ProductVersion'), SUSER_SNAME(), DB_NAME(),"+
		" @@SERVERNAME, CASE WHEN @@SPID > 50 THEN 1 ELSE 0 END")
}

func severalResultSets() any {
	rows, err := open().Query("SELECT 1 AS one; SELECT N'two' AS two, NULL AS nothing; SELECT 3 AS three WHERE 1 = 0")
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	sets := seen{read(rows)}
	for rows.NextResultSet() {
		sets = append(sets, read(rows))
	}
	return sets
}

func failure() any {
	db := open()
	answers := seen{}
	for _, text := range []string{
		"SELECT 1\nSELECT nope FROM tblNode", "\n\nRAISERROR(N'no %s', 16, 7, N'way')", "SELECT FROM",
	} {
		_, err := db.Exec(text)
		answers = append(answers, refused(err))
	}
	return append(answers, query(db, "SELECT 1"))
}

func parameters() any {
	return query(open(), "SELECT @p1 + 1, @p2, @p3", 41, "O'Brien ü", nil)
}

func preparedTwice() any {
	statement, err := open().Prepare("SELECT name FROM sys.databases WHERE name = @p1")
	if err != nil {
		return err.Error()
	}
	defer statement.Close()
	answers := seen{}
	for _, name := range []string{"master", "mgc", "nowhere"} {
		rows, err := statement.Query(name)
		if err != nil {
			return err.Error()
		}
		answers = append(answers, read(rows))
		rows.Close()
	}
	return answers
}

func types() any {
	text, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	return query(open(), string(text))
}

func longValues() any {
	value := strings.Repeat("ü", 100_000)
	var wide, narrow string
	err := open("encrypt=true").QueryRow("SELECT @p1, CAST(@p1 AS varchar(max))", value).Scan(&wide, &narrow)
	if err != nil {
		return err.Error()
	}
	return seen{wide == value, narrow == value}
}

const insertNode = "INSERT INTO tblNode VALUES (@p1, N'go', 0)"
const nodes = "SELECT nodeID FROM tblNode WHERE nodeName = N'go' ORDER BY nodeID"

func commitAndRollback() any {
	writer, reader := open(), open()
	first, err := writer.Begin()
	if err != nil {
		return err.Error()
	}
	first.Exec(insertNode, 1)
	answers := seen{query(reader, nodes)}
	first.Commit()
	answers = append(answers, query(reader, nodes))
	second, err := writer.Begin()
	if err != nil {
		return err.Error()
	}
	second.Exec(insertNode, 2)
	answers = append(answers, query(second, nodes))
	second.Rollback()
	return append(answers, query(reader, nodes))
}

func transactionAsText() any {
	writer, err := open().Conn(background)
	if err != nil {
		return err.Error()
	}
	defer writer.Close()
	on := onConnection{writer}
	writer.ExecContext(background, "BEGIN TRANSACTION")
	writer.ExecContext(background, insertNode, 3)
	inside := query(on, "SELECT @@TRANCOUNT")
	writer.ExecContext(background, "ROLLBACK TRANSACTION")
	return seen{inside, query(on, "SELECT @@TRANCOUNT"), query(open(), nodes)}
}

// The driver gives a connection up after a deadline, but not after a cancellation.
func timeout() any {
	connection, err := open().Conn(background)
	if err != nil {
		return err.Error()
	}
	defer connection.Close()
	limited, cancel := context.WithCancel(background)
	defer time.AfterFunc(200*time.Millisecond, cancel).Stop()
	outcome := "ended"
	if _, err := connection.ExecContext(limited, "WAITFOR DELAY '00:05:00'"); errors.Is(err, context.Canceled) {
		outcome = "timed out"
	} else if err != nil {
		outcome = err.Error()
	}
	return seen{outcome, query(onConnection{connection}, "SELECT 1")}
}

// database/sql resets a connection when it is taken from the pool again.
func reset() any {
	db := open()
	first := one(db, "SELECT @@SPID")
	if _, err := db.Exec("USE msdb; SET LOCK_TIMEOUT 5; SELECT 1 AS one INTO #left"); err != nil {
		return err.Error()
	}
	same := one(db, "SELECT @@SPID") == first
	settings := query(db, "SELECT DB_NAME(), @@LOCK_TIMEOUT")
	_, err := db.Exec("SELECT * FROM #left")
	return seen{same, settings, refused(err)}
}

func isolationLevel() any {
	transaction, err := open().BeginTx(background, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err.Error()
	}
	defer transaction.Rollback()
	return query(transaction, "SELECT transaction_isolation_level FROM sys.dm_exec_sessions WHERE session_id = @@SPID")
}

func procedure() any {
	var status mssql.ReturnStatus
	var job mssql.UniqueIdentifier
	_, err := open("database=msdb").Exec("sp_add_job",
		sql.Named("job_name", "go"), sql.Named("job_id", sql.Out{Dest: &job}), &status)
	if err != nil {
		return err.Error()
	}
	return seen{int(status), len(job.String())}
}

func fatalError() any {
	connection, err := open().Conn(background)
	if err != nil {
		return err.Error()
	}
	defer connection.Close()
	_, fatal := connection.ExecContext(background, "RAISERROR(N'the end', 20, 1) WITH LOG")
	if err := connection.PingContext(background); err == nil {
		return seen{refused(fatal), "goes on"}
	}
	return seen{refused(fatal), "closed"}
}

func refused(err error) any {
	var refusal mssql.Error
	if !errors.As(err, &refusal) {
		if err == nil {
			return "not refused"
		}
		return err.Error()
	}
	return map[string]any{
		"number": refusal.Number, "severity": refusal.Class, "state": refusal.State, "line": refusal.LineNo,
		"text": refusal.Message,
	}
}
