// Forms with data-upload: a drop zone and real progress; the server answers as without.
import { csrf, reason } from "./http.js";
import { announce, texts, toast } from "./toast.js";

function enhance(form) {
  const zone = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const out = form.querySelector("output");
  if (!zone || !input) return;
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start(form, bar, out);
  });
}

function start(form, bar, out) {
  const request = new XMLHttpRequest();
  const button = form.querySelector("button:not([type=button])");
  const busy = (on) => { if (button) button.disabled = on; if (bar) bar.hidden = !on; };
  const fail = (text) => { busy(false); if (out) out.textContent = text; toast(text, { tone: "bad", id: "upload" }); };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.round((100 * event.loaded) / event.total);
    if (bar) bar.value = percent;
    if (out) out.textContent = `${percent} %`;
  });
  request.addEventListener("load", async () => {
    const path = new URL(request.responseURL).pathname;
    if (request.status < 400) { announce("100 %"); location.assign(request.responseURL || location.href); return; }
    if (request.status === 401 || path.startsWith("/login")) { location.assign("/login"); return; }
    fail(await reason(new Response(request.responseText, { status: request.status })));
  });
  request.addEventListener("error", () => fail(texts.offline));
  busy(true);
  request.open("POST", form.action || location.href);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("X-Requested-With", "fetch");
  request.send(new FormData(form));
}

document.querySelectorAll("form[data-upload]").forEach(enhance);
