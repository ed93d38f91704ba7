// Pages for everybody: appearance at once, passwords that can be shown, focus on errors.
document.querySelector("[data-focus]")?.focus();

document.querySelectorAll("form[data-appearance]").forEach((form) => {
  form.addEventListener("change", () => {
    const value = form.elements.appearance.value;
    if (value) document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
    fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => {});
  });
});

// <button type="button" class="btn small wait" data-show="id_password" aria-pressed="false">
document.querySelectorAll("[data-show]").forEach((button) => {
  const input = document.getElementById(button.dataset.show);
  if (!input) return;
  button.classList.remove("wait");
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
});

// A slow answer shows that it is under way, and a form is sent once.
document.querySelectorAll("form[method=post]").forEach((form) => {
  form.addEventListener("submit", () => form.querySelector("button:not([type=button])")?.setAttribute("aria-busy", "true"));
});
addEventListener("pageshow", () => document.querySelectorAll("[aria-busy]").forEach((item) => item.removeAttribute("aria-busy")));
