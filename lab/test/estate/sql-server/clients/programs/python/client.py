"""What python-tds sees of a server: `client.py PORT CERTIFICATE` prints `{"question", "saw"}` as a line of JSON for each question."""
import datetime
import decimal
import json
import re
import sys
import uuid

import pytds
import pytds.extensions

PORT = int(sys.argv[1])
CERTIFICATE = sys.argv[2]
QUESTIONS = {}


def question(name):
    def add(ask):
        QUESTIONS[name] = ask
        return ask

    return add


def connect(user='pchatdr', password='secret', database='mgc', **options):
    options = {'autocommit': True, 'timeout': 60, 'login_timeout': 60, **options}
    return pytds.connect('127.0.0.1', database, user, password, port=PORT, **options)


def encrypted(**options):
    return connect(cafile=CERTIFICATE, validate_host=False, **options)


def text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return '1' if value else '0'
    if isinstance(value, bytes):
        return '0x' + value.hex().upper()
    if isinstance(value, uuid.UUID):
        return str(value).upper()
    if isinstance(value, (datetime.datetime, datetime.time, datetime.date)):
        return re.sub(r'(\.\d*?)0+(?!\d)', r'\1', value.isoformat())
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, decimal.Decimal):
        return format(value, 'f')
    return str(value)


def rows(cursor, statement, values=()):
    cursor.execute(statement, values)
    return [[text(value) for value in row] for row in cursor.fetchall()]


def refusal(error):
    return {'number': error.number, 'severity': error.severity, 'state': error.state, 'line': error.line, 'text': error.text}


def refused(work):
    try:
        work()
    except pytds.tds_base.LoginError as error:
        return refusal(error)
    except pytds.DatabaseError as error:
        return refusal(error)
    return 'not refused'


@question('encryption')
def encryption():
    ask = 'SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID'
    with connect() as plain, encrypted() as secret, encrypted(enc_login_only=True) as login_only:
        return [rows(connection.cursor(), ask)[0][0] for connection in (plain, secret, login_only)]


@question('its own default of encryption')
def own_encryption():
    with pytds.connect('127.0.0.1', 'mgc', 'pchatdr', 'secret', port=PORT) as connection:
        return rows(connection.cursor(), 'SELECT SUSER_SNAME()')[0][0]


@question('wrong password')
def wrong_password():
    return refused(lambda: connect(password='wrong'))


@question('unknown database')
def unknown_database():
    return refused(lambda: connect(database='nowhere', login_timeout=1))


@question('who and where')
def who_and_where():
    with connect() as connection:
        return rows(
            connection.cursor(),
            "SELECT LEFT(@@VERSION, 25), SERVERPROPERTY('ProductVersion'), SUSER_SNAME(), DB_NAME(), @@SERVERNAME,"
            ' CASE WHEN @@SPID > 50 THEN 1 ELSE 0 END',
        )


@question('several result sets')
def several_result_sets():
    with connect() as connection:
        cursor = connection.cursor()
        sets = [rows(cursor, "SELECT 1 AS one; SELECT N'two' AS two, NULL AS nothing; SELECT 3 AS three WHERE 1 = 0")]
        while cursor.nextset():
            sets.append([[text(value) for value in row] for row in cursor.fetchall()])
        return sets


@question('print')
def messages():
    with connect() as connection:
        cursor = connection.cursor()
        cursor.execute("PRINT N'Grüße'; RAISERROR(N'careful', 5, 3) WITH NOWAIT; SELECT 1")
        return [
            {'number': message.msg_no, 'severity': message.severity, 'state': message.state, 'text': message.message}
            for _, message in cursor.messages
        ]


@question('error')
def error():
    with connect() as connection:
        cursor = connection.cursor()
        seen = [
            refused(lambda: cursor.execute(statement))
            for statement in ("SELECT 1\nSELECT nope FROM tblNode", "\n\nRAISERROR(N'no %s', 16, 7, N'way')", 'SELECT FROM')
        ]
        return [*seen, rows(cursor, 'SELECT 1')]


@question('parameters')
def parameters():
    with connect() as connection:
        cursor = connection.cursor()
        return rows(cursor, 'SELECT %s + 1, %s, %s', (41, "O'Brien ü", None))


@question('types')
def types():
    with connect() as connection:
        return rows(connection.cursor(), open(sys.argv[3], encoding='utf-8').read())


@question('long values')
def long_values():
    with encrypted() as connection:
        value = 'ü' * 100_000
        cursor = connection.cursor()
        cursor.execute('SELECT %s, CAST(%s AS varchar(max))', (value, value))
        wide, narrow = cursor.fetchone()
        return [wide == value, narrow == value]


def nodes(connection):
    return rows(connection.cursor(), "SELECT nodeID FROM tblNode WHERE nodeName = N'python' ORDER BY nodeID")


def add_node(connection, number):
    connection.cursor().execute(f"INSERT INTO tblNode VALUES ({number}, N'python', 0)")


@question('commit and rollback')
def commit_and_rollback():
    with connect(autocommit=False) as writer, connect() as reader:
        add_node(writer, 1)
        seen = [nodes(reader)]
        writer.commit()
        seen.append(nodes(reader))
        add_node(writer, 2)
        seen.append(nodes(writer))
        writer.rollback()
        return [*seen, nodes(reader)]


@question('a transaction begun as text')
def transaction_as_text():
    with connect() as writer, connect() as reader:
        writer.cursor().execute('BEGIN TRANSACTION')
        add_node(writer, 3)
        inside = rows(writer.cursor(), 'SELECT @@TRANCOUNT')
        writer.cursor().execute('ROLLBACK TRANSACTION')
        return [inside, rows(writer.cursor(), 'SELECT @@TRANCOUNT'), nodes(reader)]


@question('timeout')
def timeout():
    with connect(timeout=0.2) as connection:
        cursor = connection.cursor()
        try:
            cursor.execute("WAITFOR DELAY '00:05:00'")
            outcome = 'ended'
        except pytds.TimeoutError:
            outcome = 'timed out'
        return [outcome, rows(cursor, 'SELECT 1')]


@question('reset of a pooled connection')
def reset():
    with connect(pooling=True) as connection:
        first = rows(connection.cursor(), 'SELECT @@SPID')
        connection.cursor().execute('USE msdb; SET LOCK_TIMEOUT 5; SELECT 1 AS one INTO #left')
    with connect(pooling=True) as connection:
        cursor = connection.cursor()
        same = rows(cursor, 'SELECT @@SPID') == first
        return [same, rows(cursor, 'SELECT DB_NAME(), @@LOCK_TIMEOUT'), refused(lambda: cursor.execute('SELECT * FROM #left'))]


@question('isolation level')
def isolation_level():
    ask = 'SELECT transaction_isolation_level FROM sys.dm_exec_sessions WHERE session_id = @@SPID'
    with connect(autocommit=False, isolation_level=pytds.extensions.ISOLATION_LEVEL_SERIALIZABLE) as connection:
        return rows(connection.cursor(), ask)


@question('procedure')
def procedure():
    with connect(database='msdb') as connection:
        cursor = connection.cursor()
        job = pytds.output(param_type='uniqueidentifier')
        answers = cursor.callproc('sp_add_job', {'@job_id': job, '@job_name': 'python'})
        return [cursor.get_proc_return_status(), len(text(answers[0]))]


@question('fatal error')
def fatal_error():
    with connect() as connection:
        cursor = connection.cursor()
        seen = refused(lambda: cursor.execute("RAISERROR(N'the end', 20, 1) WITH LOG"))
        try:
            cursor.execute('SELECT 1')
            return [seen, 'goes on']
        except Exception:
            return [seen, 'closed']


if __name__ == '__main__':
    for name, ask in QUESTIONS.items():
        try:
            saw = ask()
        except Exception as error:  # What a driver cannot do is an answer, too.
            saw = f'{type(error).__name__}: {error}'
        print(json.dumps({'question': name, 'saw': saw}), flush=True)
