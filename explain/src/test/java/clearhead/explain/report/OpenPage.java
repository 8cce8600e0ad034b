package clearhead.explain.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/// What a person does with the page in the browser, and what there is to see.
record OpenPage(ChromeDriver driver) {

    List<WebElement> rows() {
        return driver.findElements(By.cssSelector("#rows button"));
    }

    Actions hand() {
        return new Actions(driver, Duration.ZERO);   // by itself it takes a quarter of a second for every movement
    }

    void point(WebElement element) {
        hand().moveToElement(element).perform();
    }

    void choose(String method) {
        driver.findElement(By.xpath("//*[@id='methods']//label[. = '" + method + "']")).click();
    }

    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
    }

    @SuppressWarnings("unchecked")
    List<Integer> litRows() {
        List<Long> lit = (List<Long>) driver.executeScript(
            "return [...document.querySelectorAll('#rows button')].flatMap((b, i) => b.classList.contains('lit') ? [i] : [])");
        return lit.stream().map(Long::intValue).toList();
    }

    /// Strength, hue and frame of every piece of the text.
    @SuppressWarnings("unchecked")
    List<List<String>> marks() {
        return (List<List<String>>) driver.executeScript("""
            return [...document.querySelectorAll('#passages .mark')].map(mark =>
              [mark.style.getPropertyValue('--w'), mark.dataset.hue, mark.classList.contains('right') ? 'right' : ''])""");
    }

    double alpha(int mark) {
        return ((Number) driver.executeScript("""
            const [r, g, b, a = 1] = getComputedStyle(document.querySelectorAll('#passages .mark')[arguments[0]]).backgroundColor
              .match(/[\\d.]+/g).map(Number);
            return a;""", mark)).doubleValue();
    }

    Object strip() {
        return driver.executeScript("return document.querySelectorAll('#grid canvas.strip')[4].toDataURL()");
    }

    void picture(String name) throws IOException {
        long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
        long width = (Long) driver.executeScript("return innerWidth");
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Files.write(Files.createDirectories(Path.of("target")).resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }
}
