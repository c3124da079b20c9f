// What a script adds to pages that work without one: names of chosen files, and no double sending.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) {
      setTimeout(() => { button.disabled = true; }, 0);
    }
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled][name=go], form button")) {
    button.disabled = button.hasAttribute("data-off");
  }
});
