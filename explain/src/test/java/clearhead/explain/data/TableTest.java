package clearhead.explain.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    @TempDir private Path folder;

    private Table read(String name, String text) throws IOException {
        return Table.read(Files.writeString(folder.resolve(name), text));
    }

    /// RFC 4180: quotation marks, commas and ends of lines in a field; lines are counted where a row begins.
    @Test void readsCommaSeparatedValues() throws IOException {
        Table table = read("a.csv", "\uFEFFname, age\r\n\"Ada, \"\"A\"\"\",36\r\n\"two\nlines\",-0.5e1\r\nÖzlem,7\r\n");
        assertThat(table.names()).containsExactly("name", "age");
        assertThat(table.rows()).containsExactly(List.of("Ada, \"A\"", "36"), List.of("two\nlines", "-0.5e1"), List.of("Özlem", "7"));
        assertThat(table.lines()).containsExactly(2, 3, 5);
        assertThat(table.numbers("age")).containsExactly(36, -5, 7);
        assertThat(table.isNumeric("age")).isTrue();
        assertThat(table.isNumeric("name")).isFalse();
    }

    /// Whatever is in a cell comes back, where it is written as RFC 4180 says.
    @Property(tries = 100) void everyCellComesBack(
            @ForAll @Size(min = 1, max = 5) List<@StringLength(max = 12) @Chars({'a', 'é', '"', ',', '\n', ' ', '\t'}) String> cells)
            throws IOException {
        String header = IntStream.range(0, cells.size()).mapToObj(c -> "c" + c).collect(Collectors.joining(","));
        String row = cells.stream().map(cell -> '"' + cell.replace("\"", "\"\"") + '"').collect(Collectors.joining(","));
        Path file = Files.createTempFile("table", ".csv");
        try {
            assertThat(Table.read(Files.writeString(file, header + "\n" + row + "\n")).rows()).containsExactly(cells);
        } finally {
            Files.delete(file);
        }
    }

    /// FastCSV 4.1 would lose the first row of these.
    @Test void aCarriageReturnAloneIsRefused() throws IOException {
        assertThatThrownBy(() -> read("a.csv", "a\n\"x\ry\"\nz\n")).isInstanceOf(BadInput.class).hasMessage(folder.resolve("a.csv")
                + ": line 2: has a carriage return alone (need line feeds at the ends of lines, with a carriage return in front of each or of none)");
        assertThat(read("b.csv", "a\r\n\"x\r\ny\"\r\nz\r\n").rows()).containsExactly(List.of("x\r\ny"), List.of("z"));
        assertThat(read("c.csv", "a\rx\rz\r").rows()).containsExactly(List.of("x"), List.of("z"));
    }

    @Test void readsOtherFilesOfInputs() throws IOException {
        assertThat(read("a.tsv", "a\tb\n1,5\t2\n").rows()).containsExactly(List.of("1,5", "2"));
        Table objects = read("a.jsonl", "{\"text\":\"good\",\"stars\":5}\n\n{\"stars\":1,\"text\":\"dull\"}\n");
        assertThat(objects.names()).containsExactly("text", "stars");
        assertThat(objects.rows()).containsExactly(List.of("good", "5"), List.of("dull", "1"));
        assertThat(objects.lines()).containsExactly(1, 3);
        assertThat(read("a.txt", "one, two\n \nthree\n").rows()).containsExactly(List.of("one, two"), List.of("three"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.csv   |                  | is empty (need a .csv or .tsv file with a header, a .jsonl file with an object in each line, or a .txt file of texts)
            a.csv   | a,b              | holds no example (need a header, and at least one example below it)
            a.csv   | a,b;1,2;3        | line 3: has 1 fields (need 2, as many as the header names)
            a.csv   | a,b;1,2,3        | line 2: has 3 fields (need 2, as many as the header names)
            a.csv   | a,b,a;1,2,3      | two columns are called 'a' (need a header that names every column once)
            a.csv   | a,,c;1,2,3       | column 2 has no name (need a header that names every column once)
            a.jsonl | {"a":1};{"b":1}  | line 2: a: is missing (need a text, a number, true or false)
            a.jsonl | {"a":1};{"a":[]} | line 2: a: found an array (need a text, a number, true or false)
            a.jsonl | {"a":1};{}       | line 2: has 0 keys (need those of the first object: a)
            a.txt   |                  | holds no example (need a header, and at least one example below it)
            a.xls   | a                | is of a kind that is not known here (need a .csv or .tsv file with a header, a .jsonl file with an object in each line, or a .txt file of texts)
            """)
    void saysWhatIsWrong(String name, String text, String message) {
        assertThatThrownBy(() -> read(name, text == null ? "" : text.replace(';', '\n'))).isInstanceOf(BadInput.class)
                .hasMessage(folder.resolve(name) + ": " + message);
    }

    @Test void aColumnOfNumbersHasNoOtherCell() throws IOException {
        Table table = read("a.csv", "size,town\n3,Rome\n,Oslo\nNaN,Bonn\n");
        assertThatThrownBy(() -> table.numbers("size")).isInstanceOf(BadInput.class)
                .hasMessage(folder.resolve("a.csv") + ": line 3, column 'size': is empty (need a number such as 3 or -0.5)");
        assertThatThrownBy(() -> table.numbers("town")).hasMessageContaining("line 2, column 'town': 'Rome' is no number");
        assertThatThrownBy(() -> table.cells("siez")).hasMessageContaining("has no column 'siez' (need perhaps 'size'; one of size, town)");
        assertThat(table.isNumeric("size")).isFalse();
    }

    @Test void otherEncodingsAreRefused() throws IOException {
        Files.write(folder.resolve("a.csv"), "a\nÖ\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Table.read(folder.resolve("a.csv"))).hasMessageContaining("is not UTF-8");
    }

    @Test void aTemplateIsFilledWithCells() throws IOException {
        Table table = read("a.csv", "what,price\ntea {hot},$3\\n\n");
        List<String> row = table.rows().getFirst();
        assertThat(Template.of("{{{what}}} costs {price}, {what}", table).fill(row)).isEqualTo("{tea {hot}} costs $3\\n, tea {hot}");
        assertThat(Template.of("$1 {price}\\", table).fill(row)).isEqualTo("$1 $3\\n\\");
        assertThatThrownBy(() -> Template.of("{prize}", table)).hasMessageContaining("no column 'prize' (need perhaps 'price'");
        assertThatThrownBy(() -> Template.of("a {what", table)).hasMessage(
                "--template: has a brace alone at character 3 (need {name} for a cell, {{ or }} for a brace)");
        assertThatThrownBy(() -> Template.of("{{what}}", table)).hasMessage("--template: names no column (need a text with {what} in it)");
    }
}
