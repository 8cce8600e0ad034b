/// A model behind an HTTP service.
///
/// ```java
/// Address address = Address.of("https://example.org/model").header("Authorization: Bearer " + secret);
/// try (Service<String> service = Service.open(address, Protocol.STANDARD, Manners.STANDARD, List.of(), Optional.of(cache))) {
///     ClosedBox<String> box = service.box(new Texts("…"), Scale.PROBABILITIES);
/// }
/// ```
///
/// Read in this order: [Address] (where, and what must stay secret), [Protocol] (what is sent and what comes back: `Template` and
/// `Answered`), [Manners] (how much at a time, how often, how patiently: `Pace` and `Caller`),
/// `Answers` (what is known already, on disk), [Service].
package clearhead.explain.closed.http;
