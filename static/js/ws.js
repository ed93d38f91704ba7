// The live socket: events become "live" and "live:<type>" events of <body>.
// It comes back by itself with a growing pause and asks for what it missed.
import { texts, toast } from "./toast.js";

const KEY = "jobhunt-since";
const LONGEST = 30000;
// Behind by more than this, old notifications are not worth a replay.
const FAR = 200;
// The newest event that the page as it was drawn knows of.
const drawn = Number(document.body.dataset.live ?? 0);
let pause = 500;
let socket = null;
let told = false;
let leaving = false;

function address() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const seen = Number(sessionStorage.getItem(KEY) ?? drawn);
  const since = drawn - seen > FAR ? drawn : seen;
  const id = `page-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  return `${scheme}://${location.host}/ws/${id}?since=${since}`;
}

function emit(name, detail) {
  document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
}

function onMessage(message) {
  const event = JSON.parse(message.data);
  if (event.type === "reset") { sessionStorage.removeItem(KEY); emit("live:reset", event); return; }
  if (event.id) sessionStorage.setItem(KEY, event.id);
  // What came before the page was drawn is in it already.
  if (!event.id || event.id > drawn) {
    emit("live", event);
    emit(`live:${event.type}`, event);
  }
  if (event.type === "notification" && event.data.title) notify(event.data);
}

function notify({ title, lines = [], link = "" }) {
  // Within this site, whatever address it is known by.
  const target = link && new URL(link, location.href);
  const action = target ? { label: texts.open, run: () => location.assign(target.pathname + target.search) } : null;
  toast([title, ...lines.slice(0, 2)].join(" · "), { action });
}

function again() {
  setTimeout(() => { if (!document.hidden) connect(); else document.addEventListener("visibilitychange", connect, { once: true }); },
    pause * (0.7 + Math.random() * 0.6));
  pause = Math.min(pause * 2, LONGEST);
  if (pause > 4000 && !told) { told = true; emit("live:lost", {}); toast(texts.lost, { tone: "warn", id: "live" }); }
}

function connect() {
  socket = new WebSocket(address());
  socket.addEventListener("open", () => {
    pause = 500;
    emit("live:open", {});
    if (told) { told = false; toast(texts.back, { tone: "ok", id: "live" }); }
  });
  socket.addEventListener("message", onMessage);
  socket.addEventListener("close", (event) => {
    // 1008: the session or the team ended; the next page load says what to do.
    if (event.code === 1008) emit("live:refused", {});
    else if (!leaving) again();
  });
}

if ("live" in document.body.dataset) {
  connect();
  // A page in the back-forward cache must not hold a socket.
  addEventListener("pagehide", () => { leaving = true; socket?.close(1000); });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    pause = 500;
    connect();
  });
}
