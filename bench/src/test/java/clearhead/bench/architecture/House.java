package clearhead.bench.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The modules under one root, as source files and as class files.
record House(Path root) {

    static final List<String> MODULES = List.of("autograd", "core", "explain", "examples", "bench");

    static {
        // The rules ask only for the names of what is not ours, so the JDK's own classes need not be read.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    /// The house that these tests stand in; Surefire says where their module is.
    static House ours() {
        return new House(Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent());
    }

    /// Every Java file, of programs and of tests.
    List<Path> sources() {
        return Stream.of("src/main/java", "src/peers/java", "src/test/java").flatMap(folder -> sources(folder).stream()).toList();
    }

    /// Every Java file under one folder of each module.
    List<Path> sources(String folder) {
        return folders(folder).flatMap(House::javaFiles).toList();
    }

    /// Every class of the programs, in the order of names.
    List<JavaClass> classes() {
        return new ClassFileImporter().importPaths(folders("target/classes").toList()).stream()
                .sorted(Comparator.comparing(JavaClass::getName)).toList();
    }

    List<ModuleDescriptor> descriptors() {
        return folders("target/classes").map(folder -> folder.resolve("module-info.class"))
                .filter(Files::exists).map(House::descriptor).toList();
    }

    /// How messages call a file.
    String name(Path file) {
        return root.relativize(file).toString();
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Path> folders(String folder) {
        return MODULES.stream().map(module -> root.resolve(module, folder)).filter(Files::exists);
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleDescriptor descriptor(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
