/* The Markdown editor: toolbar, live preview, findings, claims. The form works without it. */

import { Bar } from "./editor_bar.js";
import { Citations } from "./editor_citations.js";
import { Claims } from "./editor_claims.js";
import { Frame } from "./editor_frame.js";
import { Pictures } from "./editor_pictures.js";
import { get, post, told } from "./editor_server.js";
import { block, box, goToLine, lines, link, openOver, put, table, wrap } from "./editor_text.js";

const WAIT = 400; // milliseconds of silence before the preview is asked for
const TO_THE_TEXT = { wrap, lines, link, table, box, insert: put, paragraph: block };

class Editor {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.area = root.querySelector("textarea");
    this.status = root.querySelector("[data-status]");
    this.bar = new Bar(root.querySelector(".mdx-bar"), (deed, value) => this.act(deed, value));
    this.frame = new Frame(root.querySelector("iframe"), this.area.dataset.dress);
    this.claims = new Claims(root, this.area, this.words);
    this.takeOutDialogs();
    this.listen();
    root.querySelectorAll(".mdx-preview, .mdx-foot").forEach((part) => { part.hidden = false; });
    void this.refresh();
  }

  /* The dialogs hold forms of their own, so they stand outside the form of the page. */
  takeOutDialogs() {
    const dialogs = [...this.root.querySelector("[data-dialogs]").content.children];
    const [picture, citation, keys] = dialogs;
    document.body.append(...dialogs);
    for (const one of [citation, keys]) {
      one.querySelector("[data-leave]").addEventListener("click", () => one.close());
    }
    const say = (words) => this.say(words);
    this.pictures = new Pictures(picture, this.area, say, this.words);
    this.citations = new Citations(citation, this.area, () => this.context, this.words);
    this.keys = keys;
  }

  listen() {
    const { area, root } = this;
    area.addEventListener("input", () => this.later());
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    root.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    root.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
    root.querySelector("[data-picture]").addEventListener("change", ({ target }) => {
      if (target.files.length) this.pictures.ask(target.files);
      target.value = "";
    });
    root.querySelector("[data-findings]").addEventListener("click", ({ target }) => {
      if (target.dataset.line) goToLine(area, Number(target.dataset.line));
    });
    area.form.addEventListener("change", ({ target }) => target.name in this.context && this.refresh());
    const again = () => this.isInTrouble && !document.hidden && this.refresh();
    document.addEventListener("visibilitychange", again);
    window.addEventListener("online", again);
  }

  /* What other fields of the form have chosen that decides how the text is shown. */
  get context() {
    const names = this.area.dataset.decidedBy.split(" ").filter((name) => this.area.form.elements[name]);
    return Object.fromEntries(names.map((name) => [name, this.area.form.elements[name].value]));
  }

  act(deed, value) {
    if (deed in TO_THE_TEXT) TO_THE_TEXT[deed](this.area, value);
    else if (deed === "picture") this.root.querySelector("[data-picture]").click();
    else if (deed === "citation") void this.citations.ask();
    else if (deed === "tokens") void this.offerTokens(value);
    else openOver(this.area, this.keys);
  }

  get isInTrouble() {
    return this.status.classList.contains("error");
  }

  say(words, isError = false) {
    this.status.textContent = words;
    this.status.classList.toggle("error", isError);
  }

  later() {
    if (!this.isInTrouble) this.say("");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), WAIT);
  }

  async refresh() {
    const text = this.area.value;
    const turn = (this.turn = (this.turn || 0) + 1); // an earlier answer may come later
    const count = (text.match(/\S+/g) || []).length;
    this.root.querySelector("[data-count]").textContent = `${count} ${this.words.words}`;
    try {
      const values = { ...this.context, content: text };
      const answer = await post(this.area.dataset.markdownxUrlsPath, values);
      const seen = answer.ok ? await told(answer) : { trouble: await this.trouble(answer) };
      if (turn === this.turn && this.area.value === text) await this.show(seen);
    } catch {
      this.say(this.words.lost, true);
    }
  }

  trouble(answer) {
    if (answer.status === 413) return answer.text();
    return answer.status === 403 ? this.words.out : this.words.lost;
  }

  async show(seen) {
    if (seen.trouble) {
      this.say(seen.trouble, true);
      return;
    }
    this.root.querySelector("[data-facts]").textContent = seen.facts.join(" · ");
    this.root.querySelector("[data-findings]").replaceChildren(...seen.findings.map((one) => this.finding(one)));
    this.claims.show(seen);
    await this.frame.show(seen);
    if (this.isInTrouble) this.say("");
  }

  finding({ line, words }) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.line = line;
    button.textContent = this.words.line.replace("%1", line);
    item.className = "blocks";
    item.append(button, " ", words);
    return item;
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const name = `Control+${event.key.toUpperCase()}`;
    const button = this.bar.buttons.find((one) => one.getAttribute("aria-keyshortcuts") === name);
    const save = name === "Control+S" && this.area.form.querySelector("[name=_continue]");
    if (!button && !save) return;
    event.preventDefault();
    (button || save).click();
  }

  /* Words that carry a picture of themselves, as some programs copy them, stay words. */
  take(event, carried) {
    if (!carried?.files.length || carried.types.includes("text/plain")) return;
    event.preventDefault();
    this.pictures.ask(carried.files);
  }

  async offerTokens(menu) {
    try {
      const answer = await get(this.area.dataset.choices, this.context);
      if (!answer.ok) throw new Error(answer.status);
      const { tokens } = await told(answer);
      menu.querySelectorAll("[data-deed=paragraph]").forEach((old) => old.remove());
      menu.append(...tokens.map((token) => this.token(token)));
    } catch {
      this.say(this.words.unfetched, true);
    }
  }

  token({ text, words }) {
    const item = document.createElement("button");
    Object.assign(item, { type: "button", tabIndex: -1, textContent: words });
    item.setAttribute("role", "menuitem");
    Object.assign(item.dataset, { deed: "paragraph", value: text });
    return item;
  }
}

document.querySelectorAll("[data-mdx]").forEach((root) => new Editor(root));
