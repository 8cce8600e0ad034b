/// Programs to run and read, and the command line. ONNX Runtime has no descriptor, only a name.
@SuppressWarnings("requires-automatic")
module clearhead.examples {
    requires clearhead.explain;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires java.desktop;              // pictures
    requires jdk.localedata;            // the dates: without it the JDK writes "2025 Mar 2" in every language
    requires tools.jackson.databind;
    requires static com.microsoft.onnxruntime;      // a model to explain that nobody can look into
    requires static jdk.httpserver;     // a service of the tests

    opens clearhead.examples to info.picocli;
    opens clearhead.examples.commands to info.picocli;
    opens clearhead.examples.dates to tools.jackson.databind;
}
