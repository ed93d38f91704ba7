// Light or dark at once; the form tells the server, which draws the next page so.
import { send } from "./http.js";

document.querySelectorAll("form[data-appearance]").forEach((form) => {
  form.addEventListener("change", () => {
    const value = form.elements.appearance.value;
    if (value) document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
    send(form.action, { body: new FormData(form) }).catch(() => {});
  });
});
