/* Pictures, one after the other: each is described, or said to be only decoration, before it is sent. */

import { block, openOver } from "./editor_text.js";
import { post, told } from "./editor_server.js";

export class Pictures {
  constructor(dialog, area, say, words) {
    Object.assign(this, { dialog, area, say, words, waiting: [], number: 0 });
    this.alt = dialog.querySelector("[data-alt]");
    this.decorative = dialog.querySelector("[data-decorative]");
    this.refused = dialog.querySelector("[data-refused]");
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    dialog.querySelector("[data-leave]").addEventListener("click", () => this.next());
    dialog.addEventListener("close", () => this.forget());
  }

  ask(files) {
    this.waiting = [...files];
    this.total = this.waiting.length;
    this.next();
  }

  next() {
    this.file = this.waiting.shift();
    if (!this.file) {
      this.dialog.close();
      this.area.focus();
      return;
    }
    const place = this.total - this.waiting.length;
    const which = this.words.of.replace("%1", place).replace("%2", this.total);
    this.dialog.querySelector("[data-which]").textContent = `${this.total > 1 ? which : ""} ${this.file.name}`;
    this.alt.value = "";
    this.decorative.checked = false;
    this.refuse("");
    if (!this.dialog.open) openOver(this.area, this.dialog);
    this.alt.focus();
  }

  /* Told of a moment later, when the dialog may be open again for the next picture. */
  forget() {
    if (this.dialog.open) return;
    this.waiting = [];
    this.file = undefined;
  }

  refuse(words) {
    this.refused.textContent = words;
  }

  async send() {
    const alt = this.alt.value.trim().replace(/[[\]\n\\]/g, " ");
    const { file } = this;
    const isDecorative = this.decorative.checked;
    if (!alt && !isDecorative) {
      this.refuse(this.words.describe);
      this.alt.focus();
      return;
    }
    this.refuse("");
    this.say(this.words.uploading);
    const address = await this.stored(file);
    if (!address || file !== this.file) return;
    this.insert(isDecorative ? `![](${address} "decorative")` : `![${alt}](${address})`);
  }

  /* The picture's address; nothing when it was refused, which the dialog then says. */
  async stored(file) {
    try {
      const answer = await post(this.area.dataset.markdownxUploadUrlsPath, { image: file });
      const { address, error } = await told(answer);
      if (address) return address;
      this.refuse(error || (answer.status === 403 ? this.words.out : this.words.failed));
    } catch {
      this.refuse(this.words.failed);
    }
    this.say("");
    return undefined;
  }

  /* A modal dialog keeps the text from being written to, so it closes for the moment. */
  insert(text) {
    this.dialog.close();
    block(this.area, text);
    this.say(this.words.uploaded);
    if (this.waiting.length) this.next();
  }
}
