package clearhead.bench.architecture;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The rules of the house that the compiler does not know. Each tells what breaks it: nothing where it is kept.
enum Rule {

    /// Everything but the vector kernels, which are called `Vector…`, and their `Lanes` runs without the incubator module.
    VECTORS_ONLY_IN_VECTOR_KERNELS {
        @Override List<String> broken(House house) {
            return uses(house, (from, to) -> to.getPackageName().startsWith("jdk.incubator.")
                    && !from.getName().matches(Pattern.quote(KERNELS) + "\\.(Vector\\w*|Lanes)(\\$.*)?"));
        }
    },

    /// No state outside objects: two models, two passes, two threads never meet.
    NO_STATIC_STATE {
        @Override List<String> broken(House house) {
            return house.classes().stream().filter(Rule::isLibrary).flatMap(c -> c.getFields().stream())
                    .filter(f -> f.getModifiers().contains(JavaModifier.STATIC) && !f.getModifiers().contains(JavaModifier.FINAL))
                    .map(f -> f.getFullName() + " is static and not final").sorted().toList();
        }
    },

    /// A mode that hangs on a thread is state in disguise.
    NO_THREAD_LOCAL {
        @Override List<String> broken(House house) {
            Set<String> locals = Set.of("java.lang.ThreadLocal", "java.lang.InheritableThreadLocal");
            return uses(house, (from, to) -> isLibrary(from) && locals.contains(to.getName()));
        }
    },

    /// `examples → explain → core → autograd`, and autograd stands on nothing but the JDK. Bench may see everything.
    MODULE_ARROWS {
        private static final Map<String, Set<String>> ARROWS = Map.of(
                "clearhead.autograd", Set.of(),
                "clearhead.core", Set.of("transitive clearhead.autograd"),
                "clearhead.explain", Set.of("transitive clearhead.core"),
                "clearhead.examples", Set.of("clearhead.explain"));

        @Override List<String> broken(House house) {
            return house.descriptors().stream()
                    .filter(module -> ARROWS.containsKey(module.name()) && !arrows(module).equals(ARROWS.get(module.name())))
                    .map(module -> "%s requires %s, not %s".formatted(module.name(), arrows(module), ARROWS.get(module.name())))
                    .toList();
        }

        private static Set<String> arrows(ModuleDescriptor module) {
            String counted = module.name().equals("clearhead.autograd") ? "(?!java\\.|jdk\\.).*" : "clearhead\\..*";
            return module.requires().stream().filter(r -> r.name().matches(counted))
                    .map(r -> r.modifiers().contains(Requires.Modifier.TRANSITIVE) ? "transitive " + r.name() : r.name())
                    .collect(toCollection(TreeSet::new));
        }
    },

    /// The loops are behind the tensors; only bench looks at them directly.
    KERNELS_ARE_FOR_BENCH {
        @Override List<String> broken(House house) {
            return house.descriptors().stream().flatMap(module -> module.exports().stream())
                    .filter(e -> e.source().equals(KERNELS) && !e.targets().equals(Set.of("clearhead.bench")))
                    .map(e -> KERNELS + " is exported to " + (e.isQualified() ? new TreeSet<>(e.targets()) : "everyone")).toList();
        }
    },

    /// The last arrow: kernels know `float[]` and no tensor.
    KERNELS_ARE_THE_GROUND {
        @Override List<String> broken(House house) {
            return uses(house, (from, to) -> from.getPackageName().equals(KERNELS)
                    && to.getPackageName().startsWith("clearhead.") && !to.getPackageName().equals(KERNELS));
        }
    },

    /// The methods of explain are read one by one: their packages share `clearhead.explain`, and nothing of each other. One room lists
    /// them all.
    EXPLAIN_ROOMS_ARE_CLOSED {
        @Override List<String> broken(House house) {
            return uses(house, (from, to) -> !room(from).isEmpty() && !room(to).isEmpty() && !room(from).equals(room(to))
                    && !room(from).equals(LIST));
        }

        private static final String LIST = "methods";

        /// `gradient` for a class in or below `clearhead.explain.gradient`, nothing for one that is in no such room.
        private static String room(JavaClass c) {
            String house = "clearhead.explain.";
            return c.getPackageName().startsWith(house) ? c.getPackageName().substring(house.length()).split("\\.")[0] : "";
        }
    },

    /// Every package has a map of one page.
    EVERY_PACKAGE_HAS_A_MAP {
        @Override List<String> broken(House house) {
            return house.sources("src/main/java").stream().filter(file -> !file.endsWith("module-info.java"))
                    .map(file -> file.resolveSibling("package-info.java")).distinct()
                    .filter(map -> Files.notExists(map) || House.lines(map).size() > 60)
                    .map(map -> Files.notExists(map) ? house.name(map) + " is missing"
                            : "%s has %d lines; a map has at most 60".formatted(house.name(map), House.lines(map).size()))
                    .toList();
        }
    },

    /// What is longer than 300 lines says why.
    LONG_FILES_SAY_WHY {
        @Override List<String> broken(House house) {
            String reason = "/// Longer than 300 lines because ";
            return house.sources().stream()
                    .filter(file -> House.lines(file).size() > 300)
                    .filter(file -> House.lines(file).stream().noneMatch(line -> line.strip().startsWith(reason)))
                    .map(file -> "%s has %d lines; split it, or write `%s…`"
                            .formatted(house.name(file), House.lines(file).size(), reason))
                    .toList();
        }
    },

    /// Forward and backward of an operation are seen together.
    AN_OP_FITS_ON_A_SCREEN {
        @Override List<String> broken(House house) {
            return house.classes().stream()
                    .filter(c -> c.isRecord() && c.isAssignableTo("clearhead.autograd.Op"))
                    .filter(op -> length(house, op) > 60)
                    .map(op -> "%s has %d lines; an op has at most 60".formatted(op.getName(), length(house, op)))
                    .toList();
        }

        /// Lines from `record Name` to the brace that closes it, which stands in the same column.
        private static int length(House house, JavaClass op) {
            String file = op.getSource().orElseThrow().getFileName().orElseThrow();
            Path folder = house.root().resolve("autograd/src/main/java", op.getPackageName().replace('.', '/'));
            List<String> lines = House.lines(folder.resolve(file));
            int start = first(lines, 0, ".*\\brecord " + op.getSimpleName() + "\\b.*");
            return lines.get(start).endsWith("}") ? 1 : 1 + first(lines, start, lines.get(start).replaceFirst("\\S.*", "}")) - start;
        }

        private static int first(List<String> lines, int from, String pattern) {
            return IntStream.range(from, lines.size()).filter(i -> lines.get(i).matches(pattern)).findFirst().orElseThrow();
        }
    };

    private static final String KERNELS = "clearhead.autograd.kernels";

    /// One sentence for each breach.
    abstract List<String> broken(House house);

    /// What other programs build on, and where hidden state would therefore hurt.
    private static boolean isLibrary(JavaClass c) {
        return c.getPackageName().matches("clearhead\\.(autograd|core|explain)(\\..*)?");
    }

    /// Every use of one class by another that is `wrong`, with its line.
    private static List<String> uses(House house, BiPredicate<JavaClass, JavaClass> wrong) {
        return house.classes().stream().flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(use -> wrong.test(use.getOriginClass(), use.getTargetClass().getBaseComponentType()))
                .map(use -> "%s uses %s %s".formatted(use.getOriginClass().getName(),
                        use.getTargetClass().getBaseComponentType().getName(), use.getSourceCodeLocation()))
                .distinct().sorted().toList();
    }
}
