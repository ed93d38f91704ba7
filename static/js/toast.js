// Short messages in the corner. toast("Saved", {tone: "ok", action: {label, run}})
const region = document.getElementById("toasts");
const STAY = 7000;

export const texts = document.getElementById("texts")?.dataset ?? {};

export function announce(text) {
  const live = document.getElementById("announce");
  if (live) live.textContent = text;
}

function closable(item) {
  const close = document.getElementById("toast-close").content.cloneNode(true).firstElementChild;
  close.addEventListener("click", () => item.remove());
  item.append(close);
  // Problems stay until they are dismissed; so does what is being read.
  if (item.dataset.tone === "bad") return;
  let timer = setTimeout(() => item.remove(), STAY);
  item.addEventListener("mouseenter", () => clearTimeout(timer));
  item.addEventListener("focusin", () => clearTimeout(timer));
  item.addEventListener("mouseleave", () => { timer = setTimeout(() => item.remove(), STAY); });
}

export function toast(text, { tone = "", action = null, id = "" } = {}) {
  if (!region) return;
  if (id) document.getElementById(id)?.remove();
  const item = document.createElement("p");
  item.className = "toast";
  item.dataset.tone = tone;
  if (id) item.id = id;
  const words = document.createElement("span");
  words.textContent = text;
  item.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = action.label;
    button.addEventListener("click", () => { item.remove(); action.run(); });
    item.append(button);
  }
  region.append(item);
  closable(item);
  while (region.children.length > 4) region.firstElementChild.remove();
}

region?.querySelectorAll(".toast").forEach(closable);
