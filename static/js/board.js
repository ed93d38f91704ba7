// The board: drag, arrow keys, and one dialog. The screen moves at once and goes back
// where the server refuses.
import { reason, send } from "./http.js";
import { announce, texts, toast } from "./toast.js";

const board = document.querySelector("[data-board]");
const dialog = document.getElementById("move");
const waiting = new Set();
let dragged = null;

const cards = (column) => [...column.querySelectorAll("[data-card]")];
const columns = () => [...board.querySelectorAll("[data-column]")];
const title = (card) => card.querySelector("a").textContent.trim();
const nameOf = (column) => column.querySelector("h2").firstChild.textContent.trim();
const columnFor = (status) => board.querySelector(`[data-target="${CSS.escape(status)}"]`)
  ?? board.querySelector('[data-column="closed"]');

function count(column, by) {
  const badge = column.querySelector("h2 .badge");
  if (badge) badge.textContent = String(Math.max(0, Number(badge.textContent) + by));
}

function rove(card) {
  board.querySelectorAll('[data-card][tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
  if (card) card.tabIndex = 0;
}

function focusOn(card) {
  if (!card) return;
  rove(card);
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function move(card, status) {
  const from = card.closest("[data-column]");
  const to = columnFor(status);
  if (card.dataset.status === status || waiting.has(card.id)) return;
  const after = card.nextElementSibling;
  const put = (column, before) => {
    if (column !== card.closest("[data-column]")) { count(card.closest("[data-column]"), -1); count(column, 1); }
    column.querySelector("ul").insertBefore(card, before);
  };
  let stale = false;
  waiting.add(card.id);
  card.classList.add("busy");
  put(to, to.querySelector("ul").firstElementChild);
  focusOn(card);
  const back = (text) => { put(from, after); focusOn(card); toast(text, { tone: "bad", id: "failed" }); };
  const body = new FormData();
  body.set("status", status);
  body.set("version", card.dataset.version);
  try {
    const answer = await send(card.dataset.move, { body });
    if (answer?.ok && !answer.redirected) {
      settle(card, to, await answer.text());
    } else if (answer) {
      back(await reason(answer));
      stale = answer.status === 409;
    }
  } catch {
    back(texts.offline);
  } finally {
    waiting.delete(card.id);
    card.classList.remove("busy");
  }
  if (stale) refresh();
}

// The server's own drawing of the card takes its place.
function settle(card, column, html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  const fresh = part.content.firstElementChild;
  const focused = card.contains(document.activeElement);
  card.replaceWith(fresh);
  if (focused) focusOn(fresh);
  announce(board.dataset.moved.replace("%(title)s", title(fresh)).replace("%(column)s", nameOf(column)));
}

function ask(card) {
  const form = dialog.querySelector("form");
  form.dataset.card = card.id;
  form.elements.status.value = card.dataset.status;
  form.elements.version.value = card.dataset.version;
  dialog.showModal();
}

// What another tab or window did: draw the columns again, keep the focus.
async function refresh() {
  if (dragged || waiting.size || dialog.open) return;
  const answer = await send(location.href, { method: "GET" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-board]");
  if (!fresh) return;
  const active = document.activeElement?.closest?.("[data-card]")?.id;
  board.replaceChildren(...fresh.children);
  if (active) focusOn(document.getElementById(active));
}

function walk(card, key) {
  const all = columns();
  const column = card.closest("[data-column]");
  const rows = cards(column);
  const index = rows.indexOf(card);
  if (key === "ArrowDown" || key === "ArrowUp") return rows[index + (key === "ArrowDown" ? 1 : -1)];
  const step = key === "ArrowRight" ? 1 : -1;
  for (let n = all.indexOf(column) + step; n >= 0 && n < all.length; n += step) {
    const there = cards(all[n]);
    if (there.length) return there[Math.min(index, there.length - 1)];
  }
  return null;
}

function shift(card, key) {
  const all = columns();
  const next = all[all.indexOf(card.closest("[data-column]")) + (key === "ArrowRight" ? 1 : -1)];
  if (!next) return;
  // Closed has several outcomes: which one is asked.
  if (next.dataset.target) move(card, next.dataset.target); else ask(card);
}

function start() {
  rove(board.querySelector("[data-card]"));
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      if (event.shiftKey) { if (["ArrowLeft", "ArrowRight"].includes(event.key)) shift(card, event.key); } else focusOn(walk(card, event.key));
    } else if (event.key === "m" && !("noShortcuts" in document.body.dataset)) { event.preventDefault(); ask(card); }
    else if (event.key === "Enter" && event.target === card) card.querySelector("a").click();
  });
  board.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-move-open]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    ask(opener.closest("[data-card]"));
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    dialog.close();
    const card = document.getElementById(form.dataset.card);
    if (card) move(card, form.elements.status.value);
  });
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-card]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
    dragged.classList.add("busy");
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("busy");
    dragged = null;
    columns().forEach((column) => column.classList.remove("over"));
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-column]");
    if (!dragged || !column) return;
    event.preventDefault();
    columns().forEach((other) => other.classList.toggle("over", other === column));
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    if (!dragged || !column) return;
    event.preventDefault();
    const card = dragged;
    if (column.dataset.target) move(card, column.dataset.target); else ask(card);
  });
  document.body.addEventListener("live:application.changed", (event) => {
    const card = document.getElementById(`card-${event.detail.data.application_id}`);
    if (!card || Number(card.dataset.version) < event.detail.data.version) setTimeout(refresh, 300);
  });
}

if (board && dialog) start();
