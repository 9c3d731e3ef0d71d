package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
)

var background = context.Background()

// What a pool, a connection and a transaction have in common.
type querier interface {
	Query(text string, values ...any) (*sql.Rows, error)
}

type onConnection struct{ *sql.Conn }

func (on onConnection) Query(text string, values ...any) (*sql.Rows, error) {
	return on.QueryContext(background, text, values...)
}

func query(on querier, text string, values ...any) any {
	rows, err := on.Query(text, values...)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	return read(rows)
}

func one(on querier, text string) any {
	if rows, ok := query(on, text).([][]*string); ok {
		return *rows[0][0]
	}
	return query(on, text)
}

func read(rows *sql.Rows) [][]*string {
	columns, _ := rows.ColumnTypes()
	all := [][]*string{}
	for rows.Next() {
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for index := range values {
			targets[index] = &values[index]
		}
		if err := rows.Scan(targets...); err != nil {
			panic(err)
		}
		row := []*string{}
		for index, value := range values {
			row = append(row, asText(value, columns[index].DatabaseTypeName()))
		}
		all = append(all, row)
	}
	return all
}

func asText(value any, columnType string) *string {
	var text string
	switch value := value.(type) {
	case nil:
		return nil
	case bool:
		text = map[bool]string{true: "1", false: "0"}[value]
	case []byte:
		text = ofBytes(value, columnType)
	case time.Time:
		layouts := map[string]string{
			"DATE": "2006-01-02", "TIME": "15:04:05.9999999", "DATETIMEOFFSET": "2006-01-02T15:04:05.9999999-07:00",
		}
		layout, known := layouts[columnType]
		if !known {
			layout = "2006-01-02T15:04:05.9999999"
		}
		text = value.Format(layout)
	default:
		text = fmt.Sprint(value)
	}
	return &text
}

func ofBytes(value []byte, columnType string) string {
	switch columnType {
	case "UNIQUEIDENTIFIER":
		var id mssql.UniqueIdentifier
		if err := id.Scan(value); err != nil {
			panic(err)
		}
		return id.String()
	case "BINARY", "VARBINARY":
		return fmt.Sprintf("0x%X", value)
	default:
		return string(value)
	}
}
