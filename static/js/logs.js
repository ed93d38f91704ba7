// The live tail: an event only says "look"; the server draws the rows as always.
import { send } from "./http.js";
import { announce } from "./toast.js";

const MOST = 500;
const body = document.querySelector("[data-live-rows]");
const follow = document.getElementById("follow");
const held = document.getElementById("held");
const lost = document.getElementById("log-lost");
let waiting = 0;
let busy = false;
let again = false;

const newest = () => body.querySelector("tr")?.dataset.id ?? "0";
const following = () => follow.getAttribute("aria-pressed") === "true";

async function look() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const url = new URL(location.href);
    url.searchParams.set("after", newest());
    const answer = await send(url, { method: "GET" });
    if (answer?.ok) show(await answer.text());
  } catch { /* the next event looks again */ } finally {
    busy = false;
    if (again) { again = false; look(); }
  }
}

function show(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  const rows = [...part.content.querySelectorAll("tr")].filter((row) => !document.getElementById(row.id));
  if (!rows.length) return;
  body.prepend(...rows);
  while (body.rows.length > MOST) body.lastElementChild.remove();
  document.getElementById("log-empty")?.remove();
  announce(rows[0].querySelector("th").textContent.trim());
}

function hold(more) {
  waiting = more;
  held.hidden = !waiting;
  held.textContent = `${waiting} ${held.dataset.text}`;
}

if (body && follow) {
  follow.classList.remove("wait");
  document.body.addEventListener("live:log", () => (following() ? look() : hold(waiting + 1)));
  document.body.addEventListener("live:reset", look);
  document.body.addEventListener("live:lost", () => { lost.hidden = false; });
  document.body.addEventListener("live:open", () => { lost.hidden = true; if (following()) look(); });
  follow.addEventListener("click", () => {
    const on = !following();
    follow.setAttribute("aria-pressed", String(on));
    if (on) { hold(0); look(); }
  });
  held.addEventListener("click", () => { hold(0); look(); });
}
