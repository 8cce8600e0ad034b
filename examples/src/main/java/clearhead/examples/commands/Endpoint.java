package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.text.Tokenizer;
import clearhead.explain.closed.ClosedBox;
import clearhead.explain.closed.Ids;
import clearhead.explain.closed.Rows;
import clearhead.explain.closed.Scale;
import clearhead.explain.closed.Texts;
import clearhead.explain.closed.http.Address;
import clearhead.explain.closed.http.Manners;
import clearhead.explain.closed.http.Protocol;
import clearhead.explain.closed.http.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// A service in a model's place: where it is, what it is sent, and how it is treated.
final class Endpoint {

    /// What an input is sent as.
    enum Send { TEXT, IDS }

    @Option(names = "--endpoint", paramLabel = "URL",
            description = "a service that answers in the model's place; a MODEL beside it is only "
            + "its tokenizer, whose tokens are then what is taken away; without one, words are")
    private Optional<String> url = Optional.empty();

    @Option(names = "--send", paramLabel = "text|ids", defaultValue = "text", description = "what it is sent (default: text)")
    private Send send;

    @Option(names = "--request", paramLabel = "JSON", defaultValue = "{\"inputs\": $inputs}",
            description = "what is posted: $inputs stands for a list of inputs, $input for one at a time (default: ${DEFAULT-VALUE})")
    private String request;

    @Option(names = "--answer", paramLabel = "POINTER",
            description = "where the scores stand in what comes back, such as /predictions; by default "
                    + "[[{\"label\":…,\"score\":…},…],…] and [[number,…],…] are understood, alone or as \"scores\"")
    private Optional<String> answer = Optional.empty();

    @Option(names = "--header", paramLabel = "NAME:VALUE", description = "is sent with each request; is never shown or written anywhere")
    private List<String> headers = List.of();

    @Option(names = "--scores", paramLabel = "probabilities|logits|numbers", defaultValue = "probabilities",
            description = "what the scores are (default: probabilities)")
    private Scale scores;

    @Option(names = "--labels", paramLabel = "A,B,…", split = ",", description = "of the classes, where the service does not name them")
    private List<String> labels = List.of();

    @Option(names = "--mask", paramLabel = "WORD", description = "stands for a word that is taken away (default: it is cut out)")
    private Optional<String> mask = Optional.empty();

    @Option(names = "--inputs", paramLabel = "N", defaultValue = "16", description = "how many inputs a request has, at most (default: 16)")
    private int batch;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "4",
            description = "how many requests are under way at once (default: 4)")
    private int parallel;

    @Option(names = "--rate", paramLabel = "N", description = "how many requests begin in a second, at most")
    private Optional<Double> rate = Optional.empty();

    @Option(names = "--timeout", paramLabel = "TIME", converter = Time.class, description = "how long an answer may take (default: 30s)")
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--retries", paramLabel = "N", defaultValue = "5",
            description = "how often a request is made again where the service is busy or the connection fails (default: 5)")
    private int retries;

    @Option(names = "--cache", paramLabel = "FOLDER", description = "where answers are kept: a run that was aborted goes on from there")
    private Optional<String> cache = Optional.empty();

    boolean isGiven() {
        return url.isPresent();
    }

    /// @param model whose tokenizer cuts texts, if there is one
    /// @throws BadInput if something is wrong with what is asked for; the service is not asked yet
    Closed open(Optional<String> model, long seed) {
        Optional<Tokenizer> tokenizer = model.map(name -> TokenizerFile.open(name).tokenizer());
        return new Closed(switch (send) {
            case TEXT -> this.<String>service(seed).box(new Texts(mask, List.of()), scores);
            case IDS -> {
                Ids ids = new Ids(known(tokenizer, "[MASK]", "<mask>"), known(tokenizer, "[PAD]", "<pad>"));
                yield this.<int[]>service(seed).box(ids, scores);
            }
        }, send == Send.IDS, tokenizer);
    }

    /// The same where it is sent rows of numbers.
    ClosedBox<double[]> rows(int columns, long seed) {
        return this.<double[]>service(seed).box(new Rows(List.of(new double[columns])), scores);
    }

    private <Q> Service<Q> service(long seed) {
        Address address = Address.of(url.orElseThrow());
        for (String header : headers) {
            address = address.header(header);
        }
        Manners standard = Manners.STANDARD;
        Manners manners = new Manners(batch, parallel, rate.orElse(standard.perSecond()), timeout.orElse(standard.timeout()), retries,
                standard.pause(), seed);
        return Service.open(address, new Protocol(request, answer), manners, labels, cache.map(name -> InputCommand.path("--cache", name)));
    }

    private static OptionalInt known(Optional<Tokenizer> tokenizer, String... names) {
        return tokenizer.stream().flatMap(own -> Stream.of(names).map(own::id)).filter(OptionalInt::isPresent).findFirst()
                .orElse(OptionalInt.empty());
    }
}
