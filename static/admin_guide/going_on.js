/* Presses “Go on” by itself, step after step. The button does the same without it. */
(() => {
  "use strict";
  const steps = document.querySelector("[data-steps]");
  const formOf = (part) => part?.querySelector("[data-step]");
  if (!formOf(steps)) return;

  // One step; the part of the page that it answers with, or nothing where somebody has to look.
  const step = async (form) => {
    const body = new FormData(form, form.querySelector("[name=step]"));
    const answer = await fetch(location.pathname, { method: "POST", body }).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => "") : "";
    return new DOMParser().parseFromString(text, "text/html").querySelector("[data-steps]");
  };

  // Only numbers change in place, so that a reader's place on the page stays.
  const show = (next) => {
    const [old, now] = [steps, next].map((part) => part.querySelector("progress"));
    old.value = now.value;
    steps.querySelector("[role=status]").textContent = next.querySelector("[role=status]").textContent;
  };

  const goOn = async () => {
    const form = formOf(steps);
    for (;;) {
      const next = await step(form);
      if (!next) {
        steps.querySelector("[role=status]").textContent = form.dataset.stopped;
        return;
      }
      if (!formOf(next)) break;
      show(next);
    }
    location.reload();
  };
  void goOn();
})();
