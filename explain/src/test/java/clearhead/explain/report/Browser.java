package clearhead.explain.report;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// A headless Chromium that finds no host on any network.
final class Browser {

    private Browser() {}

    /// Where no browser is installed the tests that want one are skipped, and say so; CI has to have one.
    static ChromeDriver start() {
        Optional<File> browser = onPath("chromium", "chromium-browser", "google-chrome", "chrome");
        Optional<File> driver = onPath("chromedriver");
        if (browser.isEmpty() || driver.isEmpty()) {
            String missing = "THE REPORT PAGE IS NOT TESTED IN A BROWSER: "
                + (browser.isEmpty() ? "no Chromium" : "no chromedriver")
                + " on the PATH (Debian: apt-get install chromium chromium-driver)";
            if ("true".equals(System.getenv("CI"))) Assertions.fail(missing);
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--window-size=1280,1000", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.orElseThrow()).usingAnyFreePort().build();
        return new ChromeDriver(service, options);
    }

    private static Optional<File> onPath(String... names) {
        List<Path> folders = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty()).map(Path::of).toList();
        return Stream.of(names).flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
            .filter(Files::isExecutable).map(Path::toFile).findFirst();
    }
}
