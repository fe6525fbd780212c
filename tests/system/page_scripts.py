"""What a person does in the browser, run by test_page.py in a process of its own: `SCRIPT LANE_URL STORE_URL ARGS`.

Playwright's asyncio must not meet the loops that trio-asyncio puts into the tests' process.
"""

import json
import re
import sys
import urllib.request
from typing import NamedTuple

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


class Demo(NamedTuple):
    lane_url: str
    store_url: str


STRAWBERRIES, BLUEBERRIES, BANANAS, UNKNOWN = "9521001000017", "9521001000024", "4011", "9529999999994"
WORDS = {
    "zh-CN": {"item": "蓝莓 125克", "unknown": "没有找到", "change": "找零", "pay": "还需收"},
    "en": {"item": "Blueberries 125 g", "unknown": "not found", "change": "Change", "pay": "Still to pay"},
}
RECEIPT_HEAD = "滨江店"
WITHIN_MS = 5_000


def open_pages(browser: Browser, demo: Demo, language: str) -> tuple[Page, Page]:
    bench = browser.new_page(viewport={"width": 1280, "height": 900})
    bench.goto(f"{demo.lane_url}/bench?lang={language}")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{demo.lane_url}/lane?lang={language}")
    return bench, page


def scan(bench: Page, code: str) -> None:
    field = bench.locator("input").nth(1)
    field.fill(code)
    field.press("Enter")


def sales_at_the_store(demo: Demo) -> tuple[int, int]:
    with urllib.request.urlopen(f"{demo.store_url}/status", timeout=5) as response:
        lanes = json.load(response)["lanes"]
    return sum(lane["sales"] for lane in lanes), sum(lane["total_minor"] for lane in lanes)


def cash_sale(browser: Browser, demo: Demo, language: str) -> None:
    words = WORDS[language]
    sales, total_minor = sales_at_the_store(demo)
    bench, page = open_pages(browser, demo, language)
    main = page.locator("body")
    scan(bench, STRAWBERRIES)
    expect(main).to_contain_text("¥19.90", timeout=WITHIN_MS)
    page.keyboard.press("3")
    page.keyboard.press("*")
    scan(bench, BLUEBERRIES)
    expect(main).to_contain_text(words["item"], timeout=WITHIN_MS)
    scan(bench, UNKNOWN)
    expect(main).to_contain_text(words["unknown"], timeout=WITHIN_MS)
    scan(bench, BANANAS)
    bench.get_by_role("button", name="0.642").click()
    expect(main).to_contain_text("0.642 kg", timeout=WITHIN_MS)
    expect(main).to_contain_text(re.compile(r"62\.78"), timeout=WITHIN_MS)
    page.keyboard.press("F9")
    expect(main).to_contain_text(words["pay"], timeout=WITHIN_MS)
    for key in "100":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(main).to_contain_text(words["change"], timeout=WITHIN_MS)
    expect(main).to_contain_text("37.22", timeout=WITHIN_MS)
    expect(bench.locator("pre")).to_contain_text("62.78", timeout=WITHIN_MS)
    expect(bench.locator("pre")).to_contain_text(RECEIPT_HEAD)
    for _ in range(50):
        if sales_at_the_store(demo) == (sales + 1, total_minor + 6278):
            break
        page.wait_for_timeout(100)
    assert sales_at_the_store(demo) == (sales + 1, total_minor + 6278)
    bench.get_by_role("button", name="0.642").press("Enter")
    page.keyboard.press("Enter")
    expect(main).to_contain_text("0.00", timeout=WITHIN_MS)
    bench.close()
    page.close()


def kill_and_go_on(browser: Browser, demo: Demo) -> None:
    bench, page = open_pages(browser, demo, "en")
    scan(bench, STRAWBERRIES)
    main = page.locator("body")
    expect(main).to_contain_text("Strawberries 300 g", timeout=WITHIN_MS)
    bench.get_by_role("button", name="kill -9").first.click()
    expect(main).to_contain_text("Reconnecting", timeout=WITHIN_MS)
    expect(main).not_to_contain_text("Reconnecting", timeout=10_000)
    expect(main).to_contain_text("Strawberries 300 g", timeout=WITHIN_MS)
    scan(bench, BLUEBERRIES)
    expect(main).to_contain_text("¥32.70", timeout=WITHIN_MS)
    page.keyboard.press("Control+Delete")
    page.keyboard.press("Control+Delete")
    expect(main).not_to_contain_text("32.70", timeout=WITHIN_MS)
    bench.close()
    page.close()


def unplug_and_go_on(browser: Browser, demo: Demo) -> None:
    bench, page = open_pages(browser, demo, "en")
    main = page.locator("body")
    switches = bench.get_by_role("switch")
    printer = switches.nth(3)
    printer.click()
    expect(main).to_contain_text(re.compile("unplugged|not connected", re.IGNORECASE), timeout=1_000)
    scan(bench, STRAWBERRIES)
    expect(main).to_contain_text("Strawberries 300 g", timeout=WITHIN_MS)
    page.keyboard.press("F9")
    expect(main).to_contain_text("Still to pay", timeout=WITHIN_MS)
    page.keyboard.press("F1")
    expect(main).to_contain_text("Change", timeout=WITHIN_MS)
    papers = bench.locator("pre").count() and bench.locator("pre").inner_text()
    printer.click()
    expect(bench.locator("pre")).not_to_have_text(papers or "-", timeout=WITHIN_MS)
    expect(bench.locator("pre")).to_contain_text("19.90")
    bench.close()
    page.close()


def main() -> None:
    name, lane_url, store_url, *args = sys.argv[1:]
    scripts = {"cash_sale": cash_sale, "kill_and_go_on": kill_and_go_on, "unplug_and_go_on": unplug_and_go_on}
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET) as browser:
        scripts[name](browser, Demo(lane_url, store_url), *args)


if __name__ == "__main__":
    main()
