/* The guide's references to choose from, and a form to add one without leaving the text. */

import { openOver, put } from "./editor_text.js";
import { get, post, told } from "./editor_server.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/* "Katz JN, et al. JAMA 2022" becomes katz-2022, or katz-2022-b where that is taken. */
export const suggested = (text, taken) => {
  const [name = ""] = plain(text).match(/[a-z]{2,}/) || [];
  const [year = ""] = text.match(/\b(?:19|20)\d\d\b/) || [];
  const key = [name, year].filter(Boolean).join("-");
  const free = ["", ..."bcdefghijklmnopqrstuvwxyz"].map((letter) => (letter ? `${key}-${letter}` : key));
  return key && free.find((one) => !taken.includes(one)) || "";
};

export class Citations {
  constructor(dialog, area, context, words) {
    Object.assign(this, { dialog, area, context, words, references: [] });
    this.search = dialog.querySelector("[data-search]");
    this.list = dialog.querySelector("[data-list]");
    this.found = dialog.querySelector("[data-found]");
    this.form = dialog.querySelector("form");
    this.search.addEventListener("input", () => this.show());
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.cite(event.target.closest("[role=option]")));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.add();
    });
    this.field("text").addEventListener("input", () => this.suggest());
    this.field("key").addEventListener("input", () => { this.isOwnKey = true; });
    if (!area.dataset.reference) dialog.querySelector("[data-adding]").remove();
  }

  field(name) {
    return this.form.querySelector(`[data-field=${name}]`);
  }

  async ask() {
    openOver(this.area, this.dialog);
    this.search.focus();
    this.search.select();
    try {
      const answer = await get(this.area.dataset.choices, this.context());
      if (answer.ok) this.references = (await told(answer)).references || [];
      this.show(answer.ok ? "" : this.words.out);
    } catch {
      this.show(this.words.unfetched);
    }
  }

  show(trouble = "") {
    const wanted = plain(this.search.value).split(/\s+/);
    const shown = this.references.filter(({ key, text }) => {
      const whole = plain(`${key} ${text}`);
      return wanted.every((word) => whole.includes(word));
    });
    this.list.replaceChildren(...shown.map((reference, place) => this.option(reference, place)));
    this.list.hidden = !shown.length;
    this.search.setAttribute("aria-expanded", String(Boolean(shown.length)));
    this.found.textContent = trouble || this.count(shown.length);
    this.choose(this.list.firstElementChild);
  }

  count(number) {
    const { none, empty, one, some } = this.found.dataset;
    if (!number) return this.references.length ? none : empty;
    return number === 1 ? one : some.replace("%1", number);
  }

  option({ key, text }, place) {
    const option = document.createElement("li");
    const strong = document.createElement("strong");
    strong.textContent = key;
    option.append(strong, " ", text);
    option.setAttribute("role", "option");
    option.id = `${this.list.id}_${place}`;
    option.dataset.key = key;
    return option;
  }

  choose(option) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.search.setAttribute("aria-activedescendant", option.id);
    else this.search.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const now = this.list.querySelector("[aria-selected=true]");
    const next = {
      ArrowDown: now?.nextElementSibling || this.list.firstElementChild,
      ArrowUp: now?.previousElementSibling || this.list.lastElementChild,
    }[event.key];
    if (event.key === "Enter") this.cite(now);
    else if (next) this.choose(next);
    else return;
    event.preventDefault();
  }

  cite(option) {
    if (!option) return;
    this.dialog.close();
    put(this.area, `[@${option.dataset.key}]`, this.area.selectionEnd);
  }

  suggest() {
    if (this.isOwnKey) return;
    const taken = this.references.map(({ key }) => key);
    this.field("key").value = suggested(this.field("text").value, taken);
  }

  async add() {
    const values = { ...this.context() };
    for (const name of ["text", "url", "key"]) values[name] = this.field(name).value;
    this.refuse({});
    try {
      const answer = await post(this.area.dataset.reference, values);
      const { key, errors } = await told(answer);
      if (key) this.added(key);
      else this.refuse(errors || { all: [answer.status === 403 ? this.words.out : this.words.unadded] });
    } catch {
      this.refuse({ all: [this.words.unadded] });
    }
  }

  added(key) {
    this.form.reset();
    this.isOwnKey = false;
    this.form.closest("details").open = false;
    this.dialog.close();
    put(this.area, `[@${key}]`, this.area.selectionEnd);
  }

  /* What the server said, beside the field it is about; what belongs to none stands below them all. */
  refuse(errors) {
    const places = [...this.form.querySelectorAll("[data-refused]")];
    const names = places.map((place) => place.dataset.refused);
    const rest = Object.keys(errors).filter((name) => !names.includes(name));
    for (const place of places) {
      const name = place.dataset.refused;
      const said = (name === "all" ? [name, ...rest] : [name]).flatMap((one) => errors[one] || []);
      place.textContent = said.join(" ");
      this.form.querySelector(`[data-field=${name}]`)?.setAttribute("aria-invalid", String(said.length > 0));
    }
    this.form.querySelector("[aria-invalid=true]")?.focus();
  }
}
