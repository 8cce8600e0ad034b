/// Attributions, lenses, interventions, judges and reports.
module clearhead.explain {
    requires transitive clearhead.core;
    requires tools.jackson.databind;

    exports clearhead.explain.report;
}
