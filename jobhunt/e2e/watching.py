"""A browser page that notes what a user never sees: weight, shifts, errors, strangers."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

# Runs before the page's own scripts; the CSP does not apply to it.
OBSERVE = """
window.__shift = 0;
window.__csp = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation",
  (event) => window.__csp.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Targets smaller than 24 px that are neither part of a sentence nor far from others
# (WCAG 2.5.8 with its spacing exception).
SMALL_TARGETS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=button]")]
    .filter((item) => item.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && item.type !== "hidden" && !item.closest(".sr, .skip") && !(item.type === "file"));
  const boxes = all.map((item) => item.getBoundingClientRect());
  const inSentence = (item) => item.tagName === "A" && getComputedStyle(item).display === "inline"
    && [...item.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return all.filter((item, index) => {
    const box = boxes[index];
    if (!box.width || !box.height || (box.width >= 23.9 && box.height >= 23.9) || inSentence(item)) return false;
    // A checkbox or radio is as large as its label.
    if (item.labels?.length && [...item.labels].some((label) => label.getBoundingClientRect().height >= 24)) return false;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    // The bar at the bottom lies over the page, which scrolls clear of it.
    const inBar = (node) => Boolean(node.closest(".tabbar"));
    return boxes.some((other, number) => number !== index && other.width && inBar(all[number]) === inBar(item)
      && other.width && other.height
      && Math.hypot(Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)) < 12
      && !all[number].contains(item) && !item.contains(all[number]));
  }).map((item) => item.outerHTML.slice(0, 160));
}"""


@dataclass
class Watch:
    """What happened on a page since it was opened or ``reset``."""

    page: Page
    host: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    loaded: list[Response] = field(default_factory=list)
    # Console errors that a test provokes on purpose.
    expected: tuple[str, ...] = ()

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(
            text in message.text for text in self.expected
        ):
            self.errors.append(message.text)

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.strangers.append(request.url)

    def reset(self) -> None:
        self.errors.clear()
        self.strangers.clear()
        self.loaded.clear()

    def settle(self) -> None:
        """Until the page's scripts have run and it is drawn (goto waits for load)."""
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def problems(self) -> list[str]:
        """CSP reports, console errors and requests to another host."""
        csp: list[str] = self.page.evaluate("window.__csp")
        return [*csp, *self.errors, *self.strangers]

    def weight(self) -> dict[str, int]:
        """Compressed bytes of what was loaded, by kind, and the total."""
        sizes: dict[str, int] = {"total": 0, "requests": 0, "script": 0, "style": 0}
        for response in self.loaded:
            if response.status != 200:
                continue
            kind = response.request.resource_type
            if kind == "image" and "/static/" not in response.url:
                continue  # what the user uploaded weighs what it weighs
            size = len(gzip.compress(response.body(), 9))
            sizes["requests"] += 1
            sizes["total"] += size
            if kind in {"script", "stylesheet"}:
                sizes["script" if kind == "script" else "style"] += size
            if kind == "script" and "/static/js/" in response.url:
                sizes["own script"] = sizes.get("own script", 0) + size
        return sizes

    def shift(self) -> float:
        return float(self.page.evaluate("window.__shift"))

    def nodes(self) -> int:
        return int(self.page.evaluate("document.querySelectorAll('*').length"))

    def sideways(self) -> list[str]:
        """What is wider than the window, if the page scrolls sideways."""
        found: list[str] = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
              [...document.querySelectorAll("main *, .side *, header *")].filter((item) =>
                item.getBoundingClientRect().right > innerWidth + 1
                && !item.closest(".scroll, .table-wrap, .board, .tabs, .sr")).slice(0, 5)
                .map((item) => item.outerHTML.slice(0, 160)).concat("page scrolls sideways")"""
        )
        return found

    def small_targets(self) -> list[str]:
        return list(self.page.evaluate(SMALL_TARGETS))


def watched(context: BrowserContext, host: str) -> Watch:
    page = context.new_page()
    watch = Watch(page, host)
    page.add_init_script(OBSERVE)
    page.on("console", watch.on_console)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("request", watch.on_request)
    page.on("response", lambda response: watch.loaded.append(response))
    return watch


def axe_violations(page: Page, rules: list[str] | None = None) -> list[dict[str, Any]]:
    """WCAG 2.2 A and AA and best practice (or some rules), as axe-core finds them."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    results = Axe().run(
        page,
        options={
            "resultTypes": ["violations"],
            "runOnly": {"type": "rule", "values": rules}
            if rules
            else {"type": "tag", "values": tags},
        },
    )
    return [
        {
            "rule": violation["id"],
            "help": violation["help"],
            "nodes": [node["html"][:200] for node in violation["nodes"][:4]],
        }
        for violation in results.response["violations"]
    ]
