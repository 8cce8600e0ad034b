/// How fast it is. The only module that sees `clearhead.autograd.kernels`.
@SuppressWarnings("requires-automatic")   // JMH is no named module
module clearhead.bench {
    requires clearhead.explain;
    requires info.picocli;
    requires jdk.management;    // how much a call allocates
    requires jdk.unsupported;   // JMH's generated classes
    requires jmh.core;
    requires tools.jackson.databind;

    opens clearhead.bench to info.picocli, tools.jackson.databind;
}
