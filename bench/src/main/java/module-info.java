/// How fast it is. The only module that sees `clearhead.autograd.kernels`.
@SuppressWarnings("requires-automatic")   // JMH is no named module
module clearhead.bench {
    requires clearhead.explain;
    requires jmh.core;
    requires jdk.unsupported;   // JMH's generated classes
}
