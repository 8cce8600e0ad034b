package clearhead.explain.report;

import clearhead.explain.Axis;
import clearhead.explain.Input;
import clearhead.explain.Level;
import clearhead.explain.Stretch;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One side of a matrix of scores as a reader sees it at some level.
///
/// @param passages the texts, in the order of the scores
/// @param members  for each of their pieces, what it is made of; the tokens' indices say where their scores stand
record Side(List<Passage> passages, List<Stretch> members) {

    static Side of(List<Axis> axes, Input input, Level level) {
        List<Passage> passages = new ArrayList<>();
        List<Stretch> members = new ArrayList<>();
        int from = 0;
        for (Axis axis : axes) {
            Side side = of(axis, input, level, from);
            passages.addAll(side.passages);
            members.addAll(side.members);
            from += axis.size();
        }
        return new Side(List.copyOf(passages), List.copyOf(members));
    }

    private static Side of(Axis axis, Input input, Level level, int from) {
        return axis.tokens().isEmpty() ? numbered(axis, from) : switch (input) {
            case Input.Picture picture -> {
                List<Stretch> squares = Stretch.of(Level.TOKENS, "", shifted(axis.tokens(), from));
                yield new Side(List.of(new Passage("picture", "", pieces("", squares), Optional.of(Picture.of(picture)))), squares);
            }
            case Input.Row _ -> {
                List<Stretch> columns = Stretch.of(Level.TOKENS, "", shifted(axis.tokens(), from));
                yield new Side(List.of(new Passage("row", "", pieces("", columns), Optional.empty())), columns);
            }
            case Input.Text text -> of(axis, text, level, from);
        };
    }

    /// What has no tokens, such as heads, has numbers.
    private static Side numbered(Axis axis, int from) {
        List<Stretch> numbers = Stretch.of(Level.TOKENS, "", IntStream.range(0, axis.size())
                .mapToObj(i -> new Token(from + i, i, Integer.toString(i), 0, 0, true)).toList());
        return new Side(List.of(new Passage(axis.name(), "", pieces("", numbers), Optional.empty())), numbers);
    }

    /// The text that an axis is of; empty for one that this house does not know.
    private static Optional<Words> words(Axis axis, Input.Text input) {
        return switch (axis.name()) {
            case Axis.TOKENS -> Optional.of(input.words());
            case Axis.TARGETS, Axis.DECODER -> input.target();
            case Axis.PAIR -> input.second();
            default -> Optional.empty();
        };
    }

    /// A passage for each run of tokens of one text; what was put in goes with the text before it.
    private static Side of(Axis axis, Input.Text input, Level level, int from) {
        Optional<Words> words = words(axis, input);
        List<Token> tokens = shifted(axis.tokens(), from);
        List<Passage> passages = new ArrayList<>();
        List<Stretch> members = new ArrayList<>();
        for (int begin = 0, end; begin < tokens.size(); begin = end) {
            int source = source(words, axis, begin);
            for (end = begin + 1; end < tokens.size() && goOn(source, source(words, axis, end)); end++) {
                source = Math.max(source, source(words, axis, end));
            }
            String text = source < 0 ? "" : words.orElseThrow().texts().get(source);
            List<Stretch> stretches = Stretch.of(level, text, tokens.subList(begin, end));
            passages.add(new Passage(name(axis, input, words, source), text, pieces(text, stretches), Optional.empty()));
            members.addAll(stretches);
        }
        return new Side(passages, members);
    }

    private static boolean goOn(int source, int next) {
        return source < 0 || next < 0 || next == source;
    }

    /// Which of the texts a token of the axis is from; −1 for one that was put in.
    private static int source(Optional<Words> words, Axis axis, int index) {
        if (words.isEmpty() || axis.tokens().get(index).special()) {
            return -1;
        }
        return words.get().texts().size() == 1 ? 0 : words.get().text(index);
    }

    private static String name(Axis axis, Input.Text input, Optional<Words> words, int source) {
        boolean two = input.second().isPresent() || words.stream().anyMatch(own -> own.texts().size() > 1);
        return switch (axis.name()) {
            case Axis.TOKENS -> !two ? "text" : source < 1 ? "first text" : "second text";
            case Axis.TARGETS -> "written";
            case Axis.DECODER -> "decoder";
            case Axis.PAIR -> "second text";
            default -> axis.name();
        };
    }

    /// A piece is called what stands in the text; where nothing does, or the same as before (the bytes of one character), what stands in
    /// the vocabulary.
    private static List<Piece> pieces(String text, List<Stretch> stretches) {
        List<Piece> pieces = new ArrayList<>();
        int end = 0;
        for (Stretch stretch : stretches) {
            boolean own = !stretch.special() && stretch.start() >= end && stretch.end() > stretch.start();
            String shown = own ? text.substring(stretch.start(), stretch.end()) : stretch.text();
            String name = shown.isEmpty() ? stretch.tokens().getFirst().piece() : shown;
            pieces.add(new Piece(name, stretch.start(), stretch.end(), stretch.special()));
            end = own ? stretch.end() : end;
        }
        return pieces;
    }

    private static List<Token> shifted(List<Token> tokens, int from) {
        List<Token> shifted = new ArrayList<>();
        for (Token token : tokens) {
            shifted.add(new Token(from + shifted.size(), token.id(), token.piece(), token.start(), token.end(), token.special()));
        }
        return shifted;
    }

    List<Piece> pieces() {
        return passages.stream().flatMap(passage -> passage.pieces().stream()).toList();
    }

    /// The scores of the pieces, each rounded once.
    float[] sums(float[] scores) {
        float[] sums = new float[members.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (float) members.get(i).sum(scores);
        }
        return sums;
    }

    /// Rows and columns.
    static float[][] sums(Side rows, Side columns, float[][] matrix) {
        float[][] sums = new float[rows.members.size()][];
        for (int i = 0; i < sums.length; i++) {
            double[] row = new double[columns.members.size()];
            for (Token token : rows.members.get(i).tokens()) {
                for (int j = 0; j < row.length; j++) {
                    row[j] += columns.members.get(j).sum(matrix[token.index()]);
                }
            }
            sums[i] = new float[row.length];
            for (int j = 0; j < row.length; j++) {
                sums[i][j] = (float) row[j];
            }
        }
        return sums;
    }
}
