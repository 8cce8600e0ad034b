/// Attributions, lenses, interventions, judges and reports. EJML has no descriptor, only a name.
@SuppressWarnings("requires-automatic")
module clearhead.explain {
    requires transitive clearhead.core;
    requires de.siegmar.fastcsv;
    requires ejml.core;
    requires ejml.ddense;
    requires java.net.http;
    requires tools.jackson.databind;
    requires static jdk.httpserver;     // a service of the tests

    exports clearhead.explain;
    exports clearhead.explain.attention;
    exports clearhead.explain.closed;
    exports clearhead.explain.closed.http;
    exports clearhead.explain.context;
    exports clearhead.explain.control;
    exports clearhead.explain.counter;
    exports clearhead.explain.data;
    exports clearhead.explain.decompose;
    exports clearhead.explain.gradient;
    exports clearhead.explain.judge;
    exports clearhead.explain.layer;
    exports clearhead.explain.methods;
    exports clearhead.explain.perturb;
    exports clearhead.explain.report;
    exports clearhead.explain.similarity;
}
