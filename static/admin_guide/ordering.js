/* Sections are dragged to their place. The buttons beside them do the same without it. */
(() => {
  "use strict";
  const EDGE = 60; // pixels from the window's edge where it begins to scroll
  const list = document.querySelector("[data-order]");
  if (!list) return;
  const status = document.querySelector(".order-status");
  const rows = () => [...list.querySelectorAll("[data-key]")];
  const keys = (some) => some.map((row) => row.dataset.key).join(",");
  let [kept, held, isSaving] = [rows(), null, false];

  const settle = () => rows().forEach((row, place, all) => {
    const [up, down] = row.querySelectorAll("button");
    up.disabled = place === 0;
    down.disabled = place === all.length - 1;
  });

  const save = async (row) => {
    isSaving = true;
    const body = new FormData(row.querySelector("form"));
    body.set("seen", keys(kept));
    body.set("order", keys(rows()));
    body.set("moved", row.dataset.key);
    const answer = await fetch(list.dataset.order, { method: "POST", body, redirect: "manual" }).catch(() => null);
    const said = answer && (answer.ok || answer.status === 409) ? await answer.json().catch(() => ({})) : {};
    if (answer?.ok && said.words) kept = rows();
    else list.append(...kept);
    settle();
    isSaving = false;
    status.textContent = said.words || list.dataset.notSaved;
  };

  // The others move around the one that is held: it never leaves the page, nor the finger it.
  const follow = (event) => {
    if (!held) return;
    const { previousElementSibling: before, nextElementSibling: after } = held;
    const middle = (row) => { const { top, height } = row.getBoundingClientRect(); return top + height / 2; };
    if (before && event.clientY < middle(before)) held.after(before);
    else if (after && event.clientY > middle(after)) held.before(after);
    if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
    if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  };

  const drop = (keep) => {
    if (!held) return;
    const row = held;
    held = null;
    row.classList.remove("dragged");
    if (!keep) list.append(...kept);
    else if (keys(rows()) !== keys(kept)) void save(row);
  };

  rows().forEach((row) => {
    const handle = row.querySelector(".handle");
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button || isSaving) return;
      event.preventDefault();
      held = row;
      row.classList.add("dragged");
    });
  });
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", () => drop(true));
  document.addEventListener("pointercancel", () => drop(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && drop(false));
})();
