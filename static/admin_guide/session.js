/* Before a form is sent: is the same person still signed in, and is the token fresh? Then it goes, once. */
window.guideSession = (() => {
  "use strict";
  const PATIENCE = 15000; // milliseconds until an answer counts as lost
  const AGAIN = 5000; // milliseconds until a form whose page is still here may be sent again
  const box = document.querySelector("[data-session]");
  const words = box.dataset;
  const dialog = box.querySelector("dialog");
  const login = dialog.querySelector("form");
  const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

  const call = (address, options) =>
    fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });

  // Who is signed in. Every form of the page gets the token that is good now.
  const ask = async () => {
    const answer = await call(words.address);
    if (!answer.ok) throw Object.assign(new Error(`The session's page says ${answer.status}.`), { status: answer.status });
    const told = await answer.json();
    tokens().forEach((field) => { field.value = told.token; });
    return told;
  };

  const isMine = (told) => String(told.user) === words.user;
  const renew = async () => isMine(await ask());

  const complain = (text) => { dialog.querySelector("[data-said]").textContent = text; };

  const signIn = (why) => new Promise((resolve) => {
    complain(why);
    login.elements.password.value = "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "in"), { once: true });
    dialog.showModal();
    login.elements.password.focus();
  });

  // What the login page complains of; nothing when it lets in whom this page belongs to.
  const tryPassword = async () => {
    const answer = await call(login.action, { method: "POST", body: new FormData(login), redirect: "manual" });
    if (answer.type === "opaqueredirect") return (await renew()) ? "" : words.stranger;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelectorAll("#content .errornote, #content > p:not(:has(a))");
    return [...said].map((part) => part.textContent.trim()).join(" ") || words.held;
  };

  login.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = login.elements.username.value.trim().toLowerCase();
    if (![words.name, words.email].some((mine) => mine.toLowerCase() === typed)) {
      complain(words.stranger);
      return;
    }
    complain("");
    try {
      const said = await tryPassword();
      if (said) complain(said);
      else dialog.close("in");
    } catch {
      complain(words.offline);
    }
  });
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());

  // True when what is sent now will be taken; asks for the password when it would not be.
  const ready = async () => {
    const told = await ask();
    return isMine(told) || signIn(told.user ? words.other : "");
  };

  const say = (form, text) => {
    const row = form.querySelector(".submit-row");
    let place = form.querySelector("[data-not-sent]");
    if (!place) {
      place = document.createElement("p");
      place.className = "not-sent";
      place.dataset.notSent = "";
      place.setAttribute("role", "alert");
      if (row) row.before(place);
      else form.append(place);
    }
    place.textContent = text;
  };

  const states = new Map();
  const hold = async (form, button) => {
    states.set(form, "asking");
    say(form, "");
    let trouble = words.held;
    try {
      if (await ready()) {
        states.set(form, "ready");
        form.requestSubmit(button);
        return;
      }
    } catch (error) {
      trouble = error.status === 503 ? words.away : words.offline;
    }
    states.delete(form);
    say(form, trouble);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("#content")) return;
    if (states.get(form) === "ready") {
      states.set(form, "sent");
      setTimeout(() => states.delete(form), AGAIN);
      form.dispatchEvent(new Event("sent"));
      return;
    }
    event.preventDefault();
    if (!states.has(form)) void hold(form, event.submitter);
  });
  window.addEventListener("pageshow", (event) => event.persisted && states.clear());

  return { renew, token: () => tokens()[0].value };
})();
