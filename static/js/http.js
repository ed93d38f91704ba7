// Requests to our own views: CSRF, expired sessions and failures in one place.
import { texts, toast } from "./toast.js";

export const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

function toLogin() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

// The answer, or null when the session is over (the page is left then).
export async function send(url, { method = "POST", body = null, signal, headers = {} } = {}) {
  const answer = await fetch(url, {
    method, body, signal, redirect: "follow", credentials: "same-origin",
    headers: { "X-CSRFToken": csrf(), "X-Requested-With": "fetch", ...headers },
  });
  const elsewhere = answer.redirected && new URL(answer.url).pathname.startsWith("/login");
  const wanted = answer.headers.get("HX-Redirect");
  if (wanted) { location.assign(wanted); return null; }
  if (answer.status === 401 || elsewhere) { toLogin(); return null; }
  return answer;
}

// What went wrong, in the server's words where it gave some.
export async function reason(answer) {
  if (answer.status === 429) return texts.wait;
  const text = await answer.text();
  try { return JSON.parse(text).message ?? texts.failed; } catch { /* a page */ }
  const page = new DOMParser().parseFromString(text, "text/html");
  return (page.querySelector("[data-error], .toast[data-tone=bad] span") ?? page.querySelector(".error, .alert p, main p"))?.textContent.trim() || texts.failed;
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
});

// A refused form is a fragment; a whole page in its place is an error to be told.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status !== 400 || !/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  event.detail.isError = true;
});

function retry(element) {
  return { label: texts.retry, run: () => window.htmx?.trigger(element, "retry") };
}

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  if (xhr.status === 401) return toLogin();
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const told = page.querySelector("[data-error]")?.textContent.trim();
  const text = xhr.status === 429 ? texts.wait : told || texts.failed;
  toast(text, { tone: "bad", id: "failed", action: retryable(elt) ? retry(elt) : null });
});

document.addEventListener("htmx:sendError", (event) => {
  toast(texts.offline, { tone: "bad", id: "failed", action: retryable(event.detail.elt) ? retry(event.detail.elt) : null });
});

// Only what asks for it can be sent again by a click.
const retryable = (element) => (element.getAttribute("hx-trigger") ?? "").includes("retry");

// Busy while a request runs, for everybody.
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
document.addEventListener("htmx:afterSwap", (event) => event.detail.elt?.querySelector?.("[data-focus]")?.focus());
document.querySelector("[data-focus]")?.focus();
