/// Programs to run and read, and the command line.
module clearhead.examples {
    requires clearhead.explain;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires tools.jackson.databind;
}
