import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import com.microsoft.sqlserver.jdbc.SQLServerConnectionPoolDataSource;
import com.microsoft.sqlserver.jdbc.SQLServerError;
import com.microsoft.sqlserver.jdbc.SQLServerException;
import com.microsoft.sqlserver.jdbc.SQLServerWarning;

/** What Microsoft's JDBC driver sees of a server: `Client PORT CERTIFICATE TYPES` prints a line of JSON for each question. */
public class Client {
    interface Question {
        Object ask() throws Exception;
    }

    static String port;
    static String types;

    public static void main(String[] arguments) throws Exception {
        port = arguments[0];
        types = Files.readString(Path.of(arguments[2]));
        var questions = new LinkedHashMap<String, Question>();
        questions.put("encryption", Client::encryption);
        questions.put("its own default of encryption", Client::ownEncryption);
        questions.put("certificate that nobody vouches for", Client::untrusted);
        questions.put("wrong password", () -> refused(() -> connect("password", "wrong")));
        questions.put("unknown database", () -> refused(() -> connect("databaseName", "nowhere")));
        questions.put("who and where", Client::whoAndWhere);
        questions.put("several result sets", Client::severalResultSets);
        questions.put("print", Client::messages);
        questions.put("error", Client::error);
        questions.put("parameters", Client::parameters);
        questions.put("prepared twice", Client::preparedTwice);
        questions.put("metadata of a prepared statement", Client::preparedMetadata);
        questions.put("types", Client::types);
        questions.put("long values", Client::longValues);
        questions.put("commit and rollback", Client::commitAndRollback);
        questions.put("savepoint", Client::savepoint);
        questions.put("a transaction begun as text", Client::transactionAsText);
        questions.put("timeout", Client::timeout);
        questions.put("reset of a pooled connection", Client::reset);
        questions.put("isolation level", Client::isolationLevel);
        questions.put("procedure", Client::procedure);
        questions.put("catalog", Client::catalog);
        questions.put("fatal error", Client::fatalError);
        for (var question : questions.entrySet()) {
            Object saw;
            try {
                saw = question.getValue().ask();
            } catch (Exception failure) {
                saw = failure.toString();
            }
            System.out.println(Json.of(Map.of("question", question.getKey(), "saw", saw)));
        }
    }

    /** Options are names and values in turn, laid over those of a plain connection; an empty value leaves one to its default. */
    static Connection connect(String... options) throws SQLException {
        var properties = new Properties();
        properties.putAll(Map.of("user", "pchatdr", "password", "secret", "databaseName", "mgc", "encrypt", "false", "connectRetryCount", "0"));
        for (int index = 0; index < options.length; index += 2) {
            if (options[index + 1].isEmpty()) properties.remove(options[index]);
            else properties.put(options[index], options[index + 1]);
        }
        return DriverManager.getConnection("jdbc:sqlserver://127.0.0.1:" + port, properties);
    }

    static Object encryption() throws SQLException {
        var ask = "SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID";
        try (var plain = connect(); var secret = connect("encrypt", "true", "trustServerCertificate", "true");
             var loginOnly = connect("trustServerCertificate", "true")) {
            return List.of(one(plain, ask), one(secret, ask), one(loginOnly, ask));
        }
    }

    static Object ownEncryption() throws SQLException {
        try (var connection = connect("encrypt", "", "trustServerCertificate", "true")) {
            return one(connection, "SELECT SUSER_SNAME()");
        }
    }

    static Object untrusted() {
        try (var connection = connect("encrypt", "")) {
            return false;
        } catch (SQLException refusal) {
            return refusal.getMessage().contains("PKIX");
        }
    }

    static Object whoAndWhere() throws SQLException {
        try (var connection = connect()) {
            return rows(connection, "SELECT LEFT(@@VERSION, 25), SERVERPROPERTY('ProductVersion'), SUSER_SNAME(), DB_NAME(),"
                + " @@SERVERNAME, CASE WHEN @@SPID > 50 THEN 1 ELSE 0 END");
        }
    }

    static Object severalResultSets() throws SQLException {
        try (var connection = connect(); var statement = connection.createStatement()) {
            var sets = new ArrayList<>();
            statement.execute("SELECT 1 AS one; SELECT N'two' AS two, NULL AS nothing; SELECT 3 AS three WHERE 1 = 0");
            do sets.add(Values.rows(statement.getResultSet()));
            while (statement.getMoreResults());
            return sets;
        }
    }

    static Object messages() throws SQLException {
        try (var connection = connect(); var statement = connection.createStatement()) {
            statement.execute("PRINT N'Grüße'; RAISERROR(N'careful', 5, 3) WITH NOWAIT; SELECT 1");
            var seen = new ArrayList<>();
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning())
                seen.add(described(((SQLServerWarning) warning).getSQLServerError()));
            return seen;
        }
    }

    static Object error() throws SQLException {
        try (var connection = connect(); var statement = connection.createStatement()) {
            var seen = new ArrayList<>();
            for (var text : List.of("SELECT 1\nSELECT nope FROM tblNode", "\n\nRAISERROR(N'no %s', 16, 7, N'way')", "SELECT FROM"))
                seen.add(refused(() -> statement.execute(text)));
            seen.add(rows(connection, "SELECT 1"));
            return seen;
        }
    }

    static Object parameters() throws SQLException {
        try (var connection = connect(); var statement = connection.prepareStatement("SELECT ? + 1, ?, ?")) {
            return Values.rows(withValues(statement, 41, "O'Brien ü", null).executeQuery());
        }
    }

    /** The driver prepares at the first execution, or at the second, or before any; what it sees must be the same. */
    static Object preparedTwice() throws SQLException {
        var seen = new LinkedHashSet<List<Object>>();
        var ways = List.of("enablePrepareOnFirstPreparedStatementCall=true", "prepareMethod=prepexec", "prepareMethod=prepare");
        for (var way : ways) {
            var answers = new ArrayList<Object>();
            try (var connection = connect(way.split("="));
                 var statement = connection.prepareStatement("SELECT name FROM sys.databases WHERE name = ?")) {
                for (var name : List.of("master", "mgc", "nowhere")) answers.add(Values.rows(withValues(statement, name).executeQuery()));
            }
            seen.add(answers);
        }
        return seen.size() == 1 ? seen.iterator().next() : List.copyOf(seen);
    }

    static Object preparedMetadata() throws SQLException {
        try (var connection = connect();
             var statement = connection.prepareStatement("SELECT nodeID, nodeName FROM tblNode WHERE nodeID = ?")) {
            var columns = statement.getMetaData();
            var seen = new ArrayList<>();
            for (int column = 1; column <= columns.getColumnCount(); column++)
                seen.add(List.of(columns.getColumnName(column), columns.getColumnTypeName(column), columns.getPrecision(column)));
            return seen;
        }
    }

    static Object types() throws SQLException {
        try (var connection = connect()) {
            return rows(connection, types);
        }
    }

    static Object longValues() throws SQLException {
        var value = "ü".repeat(100_000);
        try (var connection = connect("encrypt", "true", "trustServerCertificate", "true");
             var statement = connection.prepareStatement("SELECT ?, CAST(? AS varchar(max))")) {
            var answer = withValues(statement, value, value).executeQuery();
            answer.next();
            return List.of(answer.getString(1).equals(value), answer.getString(2).equals(value));
        }
    }

    static Object commitAndRollback() throws SQLException {
        try (var writer = connect(); var reader = connect()) {
            writer.setAutoCommit(false);
            var seen = new ArrayList<>();
            addNode(writer, 1);
            seen.add(nodes(reader));
            writer.commit();
            seen.add(nodes(reader));
            addNode(writer, 2);
            seen.add(nodes(writer));
            writer.rollback();
            seen.add(nodes(reader));
            return seen;
        }
    }

    static Object savepoint() throws SQLException {
        try (var connection = connect()) {
            connection.setAutoCommit(false);
            addNode(connection, 5);
            var savepoint = connection.setSavepoint("half way");
            addNode(connection, 6);
            connection.rollback(savepoint);
            var left = rows(connection, "SELECT nodeID FROM tblNode WHERE nodeID IN (5, 6)");
            var seen = List.of(left, rows(connection, "SELECT @@TRANCOUNT"));
            connection.rollback();
            return seen;
        }
    }

    static Object transactionAsText() throws SQLException {
        try (var writer = connect(); var reader = connect()) {
            run(writer, "BEGIN TRANSACTION");
            addNode(writer, 3);
            var inside = rows(writer, "SELECT @@TRANCOUNT");
            run(writer, "ROLLBACK TRANSACTION");
            return List.of(inside, rows(writer, "SELECT @@TRANCOUNT"), nodes(reader));
        }
    }

    static Object timeout() throws SQLException {
        try (var connection = connect(); var statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            String outcome = "ended";
            try {
                statement.execute("WAITFOR DELAY '00:05:00'");
            } catch (SQLTimeoutException expected) {
                outcome = "timed out";
            }
            return List.of(outcome, rows(connection, "SELECT 1"));
        }
    }

    static Object reset() throws SQLException {
        var source = new SQLServerConnectionPoolDataSource();
        source.setURL("jdbc:sqlserver://127.0.0.1:" + port);
        source.setUser("pchatdr");
        source.setPassword("secret");
        source.setDatabaseName("mgc");
        source.setEncrypt("false");
        var pooled = source.getPooledConnection();
        String first;
        try (var connection = pooled.getConnection()) {
            first = one(connection, "SELECT @@SPID");
            run(connection, "USE msdb; SET LOCK_TIMEOUT 5; SELECT 1 AS one INTO #left");
        }
        try (var connection = pooled.getConnection()) {
            return List.of(one(connection, "SELECT @@SPID").equals(first), rows(connection, "SELECT DB_NAME(), @@LOCK_TIMEOUT"),
                refused(() -> run(connection, "SELECT * FROM #left")));
        } finally {
            pooled.close();
        }
    }

    static Object isolationLevel() throws SQLException {
        try (var connection = connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            return rows(connection, "SELECT transaction_isolation_level FROM sys.dm_exec_sessions WHERE session_id = @@SPID");
        }
    }

    static Object procedure() throws SQLException {
        try (var connection = connect("databaseName", "msdb");
             CallableStatement call = connection.prepareCall("{? = call sp_add_job(@job_name = ?, @job_id = ?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setString(2, "java");
            call.registerOutParameter(3, microsoft.sql.Types.GUID);
            call.execute();
            return List.of(call.getInt(1), call.getString(3).length());
        }
    }

    static Object catalog() throws SQLException {
        try (var connection = connect()) {
            var about = connection.getMetaData();
            return List.of(about.getDatabaseProductName(), about.getDatabaseProductVersion(), about.getUserName(),
                about.getURL().startsWith("jdbc:sqlserver:"), Values.rows(about.getCatalogs()), connection.isValid(10), connection.getCatalog());
        }
    }

    static Object fatalError() throws SQLException {
        try (var connection = connect(); var statement = connection.createStatement()) {
            var seen = refused(() -> statement.execute("RAISERROR(N'the end', 20, 1) WITH LOG"));
            return List.of(seen, connection.isValid(10) ? "goes on" : "closed");
        }
    }

    static PreparedStatement withValues(PreparedStatement statement, Object... values) throws SQLException {
        for (int index = 0; index < values.length; index++) statement.setObject(index + 1, values[index]);
        return statement;
    }

    static void addNode(Connection connection, int number) throws SQLException {
        run(connection, "INSERT INTO tblNode VALUES (" + number + ", N'java', 0)");
    }

    static Object nodes(Connection connection) throws SQLException {
        return rows(connection, "SELECT nodeID FROM tblNode WHERE nodeName = N'java' ORDER BY nodeID");
    }

    static void run(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    static String one(Connection connection, String text) throws SQLException {
        return rows(connection, text).get(0).get(0);
    }

    static List<List<String>> rows(Connection connection, String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            return Values.rows(statement.executeQuery(text));
        }
    }

    static Object refused(Question work) {
        try {
            work.ask();
            return "not refused";
        } catch (SQLServerException refusal) {
            return described(refusal.getSQLServerError());
        } catch (Exception failure) {
            return failure.toString();
        }
    }

    static Object refused(Work work) {
        return refused((Question) () -> {
            work.run();
            return null;
        });
    }

    interface Work {
        void run() throws Exception;
    }

    static Object described(SQLServerError error) {
        var seen = new LinkedHashMap<String, Object>();
        seen.put("number", error.getErrorNumber());
        seen.put("severity", error.getErrorSeverity());
        seen.put("state", error.getErrorState());
        seen.put("line", error.getLineNumber());
        seen.put("text", error.getErrorMessage());
        return seen;
    }
}
