package clearhead.explain.data;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tables as files, in UTF-8.
final class TableFile {

    static final String NEEDED = "a .csv or .tsv file with a header, a .jsonl file with an object in each line, or a .txt file of texts";

    private static final String MARK = "\uFEFF";            // some programs begin a UTF-8 file with it

    private static final Pattern ALONE = Pattern.compile("\r(?!\n)");

    private TableFile() {}

    /// Comma-separated values (RFC 4180) with a header.
    static Table separated(Path file, char separator) {
        List<CsvRecord> records;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().fieldSeparator(separator).allowExtraFields(true).allowMissingFields(true)
                .ofCsvRecord(separable(file))) {
            records = reader.stream().toList();
        } catch (CsvParseException | java.io.IOException problem) {
            throw new BadInput(file, problem.getMessage(), NEEDED, problem);
        }
        if (records.isEmpty()) {
            throw new BadInput(file, "is empty", NEEDED);
        }
        List<CsvRecord> rows = records.subList(1, records.size());
        return new Table(file.toString(), records.getFirst().getFields().stream().map(String::strip).toList(),
                rows.stream().map(CsvRecord::getFields).toList(), rows.stream().map(row -> Math.toIntExact(row.getStartingLineNumber()))
                .toList());
    }

    /// A carriage return alone, in a file whose lines end otherwise, would make the reader lose rows without a word.
    private static String separable(Path file) {
        String text = text(file);
        Matcher alone = ALONE.matcher(text);
        if (text.indexOf('\n') >= 0 && alone.find()) {
            throw new BadInput("%s: line %d".formatted(file, text.substring(0, alone.start()).lines().count()),
                    "has a carriage return alone",
                    "line feeds at the ends of lines, with a carriage return in front of each or of none");
        }
        return text;
    }

    /// Lines of JSON, each an object with the keys of the first.
    static Table objects(Path file) {
        List<String> names = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<String> lines = text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            Spot line = Spot.of("%s: line %d".formatted(file, i + 1), lines.get(i), NEEDED);
            List<Spot> fields = line.fields();
            if (rows.isEmpty()) {
                fields.forEach(field -> names.add(field.key()));
            }
            if (fields.size() != names.size()) {
                throw new BadInput(line.key(), "has %d keys".formatted(fields.size()), "those of the first object: "
                        + String.join(", ", names));
            }
            rows.add(names.stream().map(name -> cell(line.get(name))).toList());
            numbers.add(i + 1);
        }
        return new Table(file.toString(), names, rows, numbers);
    }

    private static String cell(Spot field) {
        if (!field.isPresent() || field.node().isContainer()) {
            throw field.wrong("a text, a number, true or false");
        }
        return field.node().asString();
    }

    /// Each line that is not blank is a text.
    static Table lines(Path file) {
        List<List<String>> rows = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<String> lines = text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(List.of(lines.get(i)));
                numbers.add(i + 1);
            }
        }
        return new Table(file.toString(), List.of("text"), rows, numbers);
    }

    private static String text(Path file) {
        String text = Spot.text(file, NEEDED);
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }
}
