/* The editor's toolbar: one stop for Tab, arrows from button to button, menus below some of them. */

const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };

/* The one of `all` that a key leads to from `now`; nothing for other keys. */
const led = (all, now, key, keys) => {
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (!keys.includes(key)) return undefined;
  return all[(all.indexOf(now) + STEPS[key] + all.length) % all.length];
};

export class Bar {
  /* `act(deed, value)` does what a button says. */
  constructor(bar, act) {
    this.bar = bar;
    this.act = act;
    this.buttons = [...bar.querySelectorAll("[data-bar]")];
    this.stop(this.buttons[0]);
    bar.hidden = false;
    bar.addEventListener("click", (event) => this.press(event.target.closest("button")));
    bar.addEventListener("keydown", (event) => this.key(event));
    bar.addEventListener("focusin", ({ target }) => this.buttons.includes(target) && this.stop(target));
    bar.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.open?.parentElement.contains(relatedTarget)) this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.open?.parentElement.contains(event.target)) this.close();
    });
  }

  stop(button) {
    this.buttons.forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
  }

  press(button) {
    if (!button) return;
    const { deed, value } = button.dataset;
    if (deed === "menu") {
      this.toggle(button);
      return;
    }
    this.close();
    this.act(deed, value);
  }

  toggle(button) {
    const menu = button.nextElementSibling;
    const wasOpen = menu === this.open;
    this.close();
    if (wasOpen) return;
    this.open = menu;
    menu.hidden = false;
    menu.classList.toggle("at-end", menu.getBoundingClientRect().right > document.documentElement.clientWidth);
    button.setAttribute("aria-expanded", "true");
    menu.querySelector("[role=menuitem]").focus();
    if ("tokens" in menu.dataset) this.act("tokens", menu);
  }

  close() {
    if (!this.open) return;
    this.open.hidden = true;
    this.open.previousElementSibling.setAttribute("aria-expanded", "false");
    this.open = undefined;
  }

  key(event) {
    if (this.open?.contains(event.target)) this.keyInMenu(event);
    else this.keyInBar(event);
  }

  keyInBar(event) {
    const { key, target } = event;
    const next = led(this.buttons, target, key, ["ArrowRight", "ArrowLeft"]);
    if (next) next.focus();
    else if (key === "ArrowDown" && target.dataset.deed === "menu") this.toggle(target);
    else if (key === "?") this.act("keys");
    else return;
    event.preventDefault();
  }

  keyInMenu(event) {
    const button = this.open.previousElementSibling;
    const items = [...this.open.querySelectorAll("[role=menuitem]")];
    const next = led(items, event.target, event.key, ["ArrowDown", "ArrowUp"]);
    if (next) next.focus();
    else if (event.key === "Escape") {
      this.close();
      button.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
