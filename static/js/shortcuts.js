// ? help, / search, g + letter to a page, and the letters of data-key on this page.
const off = "noShortcuts" in document.body.dataset;
const WAIT = 1500;
let goUntil = 0;

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable=true]");

function label(element) {
  return (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ");
}

function help() {
  const dialog = document.getElementById("keys");
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("dl");
  const rows = [["?", list.dataset.help], ["/", list.dataset.search]];
  document.querySelectorAll("[data-go]").forEach((link) => rows.push([`g ${link.dataset.go}`, label(link)]));
  document.querySelectorAll("[data-key]").forEach((item) => rows.push([item.dataset.key, item.dataset.keyLabel ?? label(item)]));
  if (document.querySelector(ROWS)) rows.push(["j k", list.dataset.walk]);
  document.querySelectorAll("[data-row-key]").forEach((item) => rows.push([item.dataset.rowKey, item.textContent.trim()]));
  document.querySelectorAll("[data-keys]").forEach((item) => JSON.parse(item.dataset.keys).forEach((row) => rows.push(row)));
  const seen = new Set();
  list.replaceChildren(...rows.filter(([key]) => !seen.has(key) && seen.add(key)).flatMap(([key, text]) => {
    const term = document.createElement("dt");
    for (const part of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = part;
      term.append(cap, " ");
    }
    const words = document.createElement("dd");
    words.textContent = text;
    return [term, words];
  }));
  dialog.showModal();
}

// j and k walk the rows of the page's first table; letters of a row act on it.
const ROWS = "main .table tbody th a:first-child";

function walk(step) {
  const links = [...document.querySelectorAll(ROWS)];
  const row = document.activeElement.closest?.("tr");
  const index = links.findIndex((link) => link.closest("tr") === row);
  const next = links[index < 0 ? (step > 0 ? 0 : links.length - 1) : index + step];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
  const { key } = event;
  if (goUntil > Date.now()) {
    goUntil = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  if (key === "g") { goUntil = Date.now() + WAIT; return; }
  if (key === "?") { event.preventDefault(); help(); return; }
  if (key === "/") {
    const box = document.querySelector("input[type=search], [role=search] input");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
    return;
  }
  if ((key === "j" || key === "k") && walk(key === "j" ? 1 : -1)) { event.preventDefault(); return; }
  const row = event.target.closest?.("tr");
  const target = row?.querySelector(`[data-row-key="${CSS.escape(key)}"]`) ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target) {
    event.preventDefault();
    if (target.matches("input, select, textarea")) target.focus(); else target.click();
  }
}

if (!off) document.addEventListener("keydown", onKey);
