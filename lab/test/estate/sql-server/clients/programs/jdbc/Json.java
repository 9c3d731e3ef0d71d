import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** As much of JSON as the answers of Client need. */
final class Json {
    static String of(Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number) return String.valueOf(value);
        if (value instanceof List<?> list) return list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
        if (value instanceof Map<?, ?> map)
            return map.entrySet().stream()
                .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        return quoted(value.toString());
    }

    private static String quoted(String text) {
        var written = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            boolean isPlain = character >= ' ' && character < 0x7f && character != '"' && character != '\\';
            written.append(isPlain ? String.valueOf(character) : String.format("\\u%04x", (int) character));
        }
        return written.append('"').toString();
    }
}
