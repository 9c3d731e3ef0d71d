import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import microsoft.sql.DateTimeOffset;

/** The rows of a result as texts that are the same for every client. */
final class Values {
    static List<List<String>> rows(ResultSet answer) throws SQLException {
        var rows = new ArrayList<List<String>>();
        while (answer.next()) {
            var row = new ArrayList<String>();
            for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) row.add(text(answer.getObject(column)));
            rows.add(row);
        }
        return rows;
    }

    private static String text(Object value) {
        if (value == null) return null;
        if (value instanceof Boolean bit) return bit ? "1" : "0";
        if (value instanceof byte[] bytes) return "0x" + HexFormat.of().withUpperCase().formatHex(bytes);
        if (value instanceof BigDecimal number) return number.toPlainString();
        if (value instanceof Timestamp instant) 
            return trimmed(instant.toLocalDateTime().format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn")));
        if (value instanceof Time time) return trimmed(new SimpleDateFormat("HH:mm:ss.SSS").format(time));
        if (value instanceof DateTimeOffset moment) return moment.getOffsetDateTime().toString();
        return value.toString();
    }

    private static String trimmed(String time) {
        return time.replaceAll("\\.?0+$", "");
    }
}
