// The studio: a draft that grows while it is written, Stop, and copying a text.
import { reason, send } from "./http.js";
import { announce, texts, toast } from "./toast.js";

function enhance(form) {
  const draft = document.querySelector("[data-draft]");
  const stop = form.querySelector("[data-stop]");
  const write = form.querySelector("button:not([type=button])");
  if (!draft) return;
  let control = null;
  const busy = (on) => {
    draft.setAttribute("aria-busy", String(on));
    if (stop) stop.hidden = !on;
    if (write) write.disabled = on;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    control = new AbortController();
    draft.textContent = "";
    busy(true);
    try {
      await run(form, draft, control.signal);
    } catch (error) {
      if (error.name === "AbortError") announce(draft.dataset.stopped);
      else toast(error.message || texts.failed, { tone: "bad", id: "failed" });
    } finally {
      busy(false);
    }
  });
  stop?.addEventListener("click", () => control?.abort());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    if (event.key === "Escape") control?.abort();
  });
}

async function run(form, draft, signal) {
  const answer = await send(form.dataset.stream, { body: new FormData(form), signal });
  if (!answer) return;
  if (!answer.ok) throw new Error(await reason(answer));
  for await (const [name, data] of events(answer.body)) {
    if (name === "token") draft.append(data.text);
    if (name === "error") throw new Error(data.message);
    if (name === "done") {
      announce(draft.dataset.done);
      location.assign(form.dataset.result.replace(/0$/, data.generation_id));
      return;
    }
  }
  throw new Error(texts.failed);
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/s.exec(block) ?? [];
      if (name) yield [name, JSON.parse(data)];
    }
  }
}

function copyable(button) {
  const text = document.querySelector(button.dataset.copy);
  if (!text || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    toast(button.dataset.copied, { tone: "ok" });
  });
}

document.querySelectorAll("form[data-stream]").forEach(enhance);
document.querySelectorAll("[data-copy]").forEach(copyable);
